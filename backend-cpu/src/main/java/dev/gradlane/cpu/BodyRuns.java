package dev.gradlane.cpu;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The kinds that run bodies: a body's inputs are views, its results go where they belong at once.
final class BodyRuns {
    private final Run run;
    private final Node node;
    private final List<Schedule> bodies;

    private BodyRuns(Run run, Node node) {
        this.run = run;
        this.node = node;
        this.bodies = run.schedule().bodies().get(node.first());
    }

    static void run(Run run, Node node, Op.Control op) {
        BodyRuns runs = new BodyRuns(run, node);
        switch (op) {
            case Op.Scan scan -> runs.scan(scan);
            case Op.Cond _ -> runs.cond();
            case Op.While loop -> runs.loop(loop);
        }
    }

    private void scan(Op.Scan op) {
        long length = run.size(new Shape(List.<Dim>of(op.length())));
        State state = new State(op.consts(), op.carry());
        int stacked = op.carry() + op.stacked();
        List<View> results = new ArrayList<>();
        for (int k = op.carry(); k < node.results().size(); k++) {
            results.add(run.define(node.first() + k));
        }
        List<MemorySegment> contributions = new ArrayList<>();
        for (int k = stacked; k < node.results().size(); k++) {
            contributions.add(scratch(type(k)));
        }
        for (long step = 0; step < length; step++) {
            long at = op.reversed() ? length - 1 - step : step;
            List<View> inputs = state.inputs();
            for (int i = op.consts() + op.carry(); i < node.operands().size(); i++) {
                inputs.add(run.operand(node, i).element(at));
            }
            List<MemorySegment> outputs = state.next();
            for (int k = op.carry(); k < node.results().size(); k++) {
                View result = results.get(k - op.carry());
                if (k < stacked) {
                    long bytes = length == 0 ? 0 : run.sizes().bytes(type(k)) / length;
                    outputs.add(result.memory().asSlice(at * bytes, bytes));
                } else {
                    // the first contribution is the sum so far
                    outputs.add(step == 0 ? result.memory() : contributions.get(k - stacked));
                }
            }
            run.body(bodies.getFirst(), inputs, outputs);
            state.advance();
            for (int k = stacked; step > 0 && k < node.results().size(); k++) {
                View sum = results.get(k - op.carry());
                Addition.addTo(sum.memory(), contributions.get(k - stacked), sum.dtype(), sum.size());
            }
        }
        for (int k = stacked; length == 0 && k < node.results().size(); k++) {
            results.get(k - op.carry()).memory().fill((byte) 0);
        }
        state.finish();
        contributions.forEach(run.scratch()::release);
    }

    private void cond() {
        boolean choice = flag(run.operand(node, 0), 0);
        List<View> inputs = new ArrayList<>();
        for (int i = 1; i < node.operands().size(); i++) {
            inputs.add(run.operand(node, i));
        }
        List<MemorySegment> outputs = new ArrayList<>();
        node.values().forEach(value -> outputs.add(run.define(value).memory()));
        run.body(bodies.get(choice ? 0 : 1), inputs, outputs);
    }

    private void loop(Op.While op) {
        State state = new State(op.consts(), op.carry());
        TensorType type = op.condition().outputTypes().getFirst();
        MemorySegment memory = scratch(type);
        View holds = View.dense(memory, type.dtype(), run.sizes().extents(type.shape()));
        for (long step = 0; ; step++) {
            run.body(bodies.getFirst(), state.inputs(), List.of(memory));
            long first = firstTrue(holds);
            if (first < 0) {
                break;
            }
            if (step == op.bound()) {
                long samples = holds.rank() == 0 ? 1 : holds.extent(0);
                long sample = first / (holds.size() / samples);
                run.faults().add(new Fault(sample, run.schedule().numbers().get(node.first())));
                break;
            }
            run.body(bodies.get(1), state.inputs(), state.next());
            state.advance();
        }
        state.finish();
        run.scratch().release(memory);
    }

    /// The first element that is true, or −1.
    private static long firstTrue(View x) {
        for (long i = 0; i < x.size(); i++) {
            if (flag(x, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean flag(View x, long number) {
        Block block = new Block(x.dtype(), 1);
        x.load(number, 1, block);
        return block.bool[0] != 0;
    }

    private TensorType type(int result) {
        return node.results().get(result);
    }

    private MemorySegment scratch(TensorType type) {
        return run.scratch().allocate(run.sizes().bytes(type));
    }

    /// The state of a loop: in the operands before the first step, then in two memories in turn.
    private final class State {
        private final List<View> constants = new ArrayList<>();
        private final List<View> current = new ArrayList<>();
        private final List<List<MemorySegment>> memories = new ArrayList<>();
        private int turn;

        State(int consts, int carry) {
            for (int i = 0; i < consts; i++) {
                constants.add(run.operand(node, i));
            }
            for (int half = 0; half < 2; half++) {
                memories.add(new ArrayList<>());
            }
            for (int j = 0; j < carry; j++) {
                current.add(run.operand(node, consts + j));
                for (List<MemorySegment> memory : memories) {
                    memory.add(scratch(type(j)));
                }
            }
        }

        List<View> inputs() {
            List<View> inputs = new ArrayList<>(constants);
            inputs.addAll(current);
            return inputs;
        }

        List<MemorySegment> next() {
            return new ArrayList<>(memories.get(turn));
        }

        void advance() {
            for (int j = 0; j < current.size(); j++) {
                TensorType type = type(j);
                current.set(
                        j,
                        View.dense(
                                memories.get(turn).get(j),
                                type.dtype(),
                                run.sizes().extents(type.shape())));
            }
            turn = 1 - turn;
        }

        void finish() {
            for (int j = 0; j < current.size(); j++) {
                View.copy(current.get(j), run.define(node.first() + j));
            }
            memories.forEach(memory -> memory.forEach(run.scratch()::release));
        }
    }
}
