package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.ArrayKernel;

/// A while loop. The state lies in the operands, then by turns in the results and in the workspace.
///
/// @param holdsBytes elements of what the condition returns
/// @param perSample elements of one sample, for faults
/// @param stateBytes of each state
/// @param places of each state in the workspace; then that of what the condition returns, and that of the slab
record Looping(
        SizedProgram condition,
        SizedProgram step,
        int consts,
        long bound,
        int node,
        long holdsBytes,
        long perSample,
        long[] stateBytes,
        long[] places,
        long workspaceBytes)
        implements SizedArray {
    static Looping of(Op.While op, ArrayKernel kernel, SizedProgram condition, SizedProgram step, Sizes sizes) {
        TensorType holds = op.condition().outputTypes().getFirst();
        long[] extents = sizes.extents(holds.shape());
        long elements = sizes.count(holds.shape());
        Workspace workspace = new Workspace();
        long[] stateBytes = new long[op.carry()];
        long[] places = new long[op.carry() + 2];
        for (int k = 0; k < op.carry(); k++) {
            stateBytes[k] = step.outputBytes().get(k);
            places[k] = workspace.place(stateBytes[k]);
        }
        places[op.carry()] = workspace.place(elements);
        places[op.carry() + 1] = workspace.place(Math.max(condition.slabBytes(), step.slabBytes()));
        return new Looping(
                condition,
                step,
                op.consts(),
                op.bound(),
                kernel.node(),
                elements,
                extents.length == 0 ? 1 : Math.max(1, elements / Math.max(1, extents[0])),
                stateBytes,
                places,
                workspace.bytes());
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        int carry = stateBytes.length;
        int inputs = consts + carry;
        long holds = workspace + places[carry];
        long slab = workspace + places[carry + 1];
        long[] asked = new long[inputs + 1];
        long[] stepped = new long[inputs + carry];
        System.arraycopy(operands, 0, asked, 0, inputs);
        System.arraycopy(operands, 0, stepped, 0, inputs);
        asked[inputs] = holds;
        long[] conditionAddresses = condition.addresses(asked, slab);
        long[] stepAddresses = step.addresses(stepped, slab);
        for (long number = 0; ; number++) {
            condition.buffers().move(conditionAddresses, asked);
            condition.run(run, conditionAddresses, slab);
            long first = firstTrue(holds);
            if (first < 0) {
                break;
            }
            if (number == bound) {
                FaultWord.report(run.fault(), first / perSample, node);
                break;
            }
            for (int k = 0; k < carry; k++) {
                stepped[inputs + k] = number % 2 == 0 ? results[k] : workspace + places[k];
            }
            step.buffers().move(stepAddresses, stepped);
            step.run(run, stepAddresses, slab);
            for (int k = 0; k < carry; k++) {
                stepped[consts + k] = stepped[inputs + k];
                asked[consts + k] = stepped[inputs + k];
            }
        }
        for (int k = 0; k < carry; k++) {
            if (stepped[consts + k] != results[k]) {
                Address.copy(stepped[consts + k], results[k], stateBytes[k]);
            }
        }
    }

    /// The first element that is true, or −1.
    private long firstTrue(long holds) {
        long i = 0;
        while (i + Long.BYTES <= holdsBytes && Address.ALL.get(Address.I64, holds + i) == 0) {
            i += Long.BYTES;
        }
        for (; i < holdsBytes; i++) {
            if (Address.ALL.get(Address.BYTE, holds + i) != 0) {
                return i;
            }
        }
        return -1;
    }
}
