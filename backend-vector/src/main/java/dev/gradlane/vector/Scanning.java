package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.ArrayKernel;
import java.util.ArrayList;
import java.util.List;

/// A loop over arrays. Arguments of the body's program are the constants, the states, element i of each array and the
/// sums; then the next states, element i of each stacked result and the next sums. States and sums lie by turns in the
/// workspace and in the results, so that the last step writes the results.
///
/// @param states the carry's states, then the sums
/// @param elements bytes of an element of each array, then of each stacked result
/// @param slab its place in the workspace
record Scanning(
        SizedProgram body,
        int consts,
        int carry,
        int arrays,
        int stacked,
        long length,
        boolean reversed,
        List<State> states,
        long[] elements,
        long slab,
        long workspaceBytes)
        implements SizedArray {
    /// @param place in the workspace
    record State(DType type, long bytes, long place) {}

    static Scanning of(Op.Scan op, ArrayKernel kernel, SizedProgram body, Sizes sizes) {
        Workspace workspace = new Workspace();
        int stacked = op.stacked();
        long[] elements = new long[op.arrays() + stacked];
        for (int i = 0; i < op.arrays(); i++) {
            elements[i] = body.inputBytes().get(op.consts() + op.carry() + i);
        }
        for (int i = 0; i < stacked; i++) {
            elements[op.arrays() + i] = body.outputBytes().get(op.carry() + i);
        }
        List<State> states = new ArrayList<>();
        for (int k = 0; k < op.carry() + op.sums(); k++) {
            int output = k < op.carry() ? k : stacked + k;
            TensorType type = kernel.results().get(output).type();
            long bytes = body.outputBytes().get(output);
            states.add(new State(type.dtype(), bytes, workspace.place(bytes)));
        }
        long slab = workspace.place(body.slabBytes());
        return new Scanning(
                body,
                op.consts(),
                op.carry(),
                op.arrays(),
                stacked,
                sizes.count(new Shape(List.of(op.length()))),
                op.reversed(),
                List.copyOf(states),
                elements,
                slab,
                workspace.bytes());
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        int sums = states.size() - carry;
        int inputs = operands.length + sums;
        long[] arguments = new long[inputs + results.length];
        System.arraycopy(operands, 0, arguments, 0, operands.length);
        begin(arguments, results, workspace);
        long[] addresses = body.addresses(arguments, workspace + slab);
        for (long step = 0; step < length; step++) {
            long at = reversed ? length - 1 - step : step;
            for (int i = 0; i < arrays; i++) {
                arguments[consts + carry + i] = operands[consts + carry + i] + at * elements[i];
            }
            for (int i = 0; i < stacked; i++) {
                arguments[inputs + carry + i] = results[carry + i] + at * elements[arrays + i];
            }
            for (int k = 0; k < states.size(); k++) {
                arguments[inputs + result(k)] = after(step, k, results, workspace);
            }
            body.buffers().move(addresses, arguments);
            body.run(run, addresses, workspace + slab);
            for (int k = 0; k < states.size(); k++) {
                arguments[input(k)] = arguments[inputs + result(k)];
            }
        }
    }

    /// What there is before the first step; without steps it is the result.
    private void begin(long[] arguments, long[] results, long workspace) {
        for (int k = 0; k < states.size(); k++) {
            State state = states.get(k);
            if (length == 0) {
                if (k < carry) {
                    Address.copy(arguments[input(k)], results[result(k)], state.bytes());
                } else {
                    fill(results[result(k)], state.bytes(), 0);
                }
            } else if (k >= carry) {
                arguments[input(k)] = after(-1, k, results, workspace);
                fill(arguments[input(k)], state.bytes(), identity(state.type()));
            }
        }
    }

    /// Eight bytes of −0, or of the integer 0.
    private static long identity(DType type) {
        return switch (type) {
            case F32 -> 0x8000_0000_8000_0000L;
            case F64 -> Long.MIN_VALUE;
            case I32, I64 -> 0;
            case BOOL -> throw new IllegalStateException("a scan sums numbers, not bool");
        };
    }

    private static void fill(long address, long bytes, long pattern) {
        long i = 0;
        for (; i + Long.BYTES <= bytes; i += Long.BYTES) {
            Address.ALL.set(Address.I64, address + i, pattern);
        }
        if (i < bytes) {
            // one element of four bytes
            Address.ALL.set(Address.I32, address + i, (int) pattern);
        }
    }

    /// Number of a state among the body's inputs.
    private int input(int k) {
        return consts + k + (k < carry ? 0 : arrays);
    }

    /// Number of a state among the results.
    private int result(int k) {
        return k + (k < carry ? 0 : stacked);
    }

    /// Where a state lies after a step.
    private long after(long step, int k, long[] results, long workspace) {
        return (length - 1 - step) % 2 == 0
                ? results[result(k)]
                : workspace + states.get(k).place();
    }
}
