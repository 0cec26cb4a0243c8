package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A loop with a condition of the cells of a tile: as long as it holds for one of them all take a step, and
/// those for
/// which it does not hold keep what they had.
///
/// @param holds row of the condition
/// @param runs row of whether a cell has not ended; the row of the condition where a cell that has ended
///     keeps that
/// @param sample whose fault it is when a loop does not end
record RepeatStep(int axis, State state, Step test, int holds, int runs, Step body, long bound, int sample, int node)
        implements Step {
    static Step of(KernelContext kernel, Statement.Repeat repeat, int axis) {
        State.bind(kernel, repeat.carried(), axis);
        Set<Integer> asked = State.exports(repeat.test(), List.of(repeat.condition()));
        Step test = BlockSteps.of(kernel, repeat.test(), axis, asked);
        int holds = kernel.row(repeat.condition()).index();
        boolean keeps = keepsItself(repeat);
        int runs = keeps ? holds : kernel.row();
        Block step = repeat.body();
        Map<Integer, Integer> next = new HashMap<>();
        if (!keeps) {
            int fresh = Uses.highest(kernel.kernel()) + 1;
            kernel.bind(fresh, DType.BOOL, runs, axis);
            List<Statement> statements = new ArrayList<>(step.statements());
            for (Statement.Carried c : repeat.carried()) {
                int kept = fresh + 1 + next.size();
                statements.add(
                        new Statement.Compute(kept, c.type(), ScalarOp.SELECT, List.of(fresh, c.next(), c.current())));
                next.put(c.next(), kept);
            }
            step = new Block(statements);
        }
        Set<Integer> wanted = new LinkedHashSet<>();
        repeat.carried().forEach(c -> wanted.add(next.getOrDefault(c.next(), c.next())));
        Step body = BlockSteps.of(kernel, step, axis, State.exports(step, List.copyOf(wanted)));
        State state = State.of(kernel, repeat.carried(), next, axis);
        int sample = kernel.access(Access.POSITION, DType.I64, repeat.sample());
        return new RepeatStep(axis, state, test, holds, runs, body, repeat.bound(), sample, repeat.node());
    }

    /// Whether a step itself keeps the state where the condition, a state too, does not hold.
    private static boolean keepsItself(Statement.Repeat repeat) {
        Map<Integer, Statement> definitions = new HashMap<>();
        repeat.body().statements().forEach(s -> Uses.definedBy(s).forEach(v -> definitions.put(v, s)));
        boolean isState = repeat.carried().stream().anyMatch(c -> c.current() == repeat.condition());
        return isState
                && repeat.carried().stream().allMatch(c -> {
                    if (!(definitions.get(c.next())
                            instanceof Statement.Compute(int _, DType _, ScalarOp op, List<Integer> x))) {
                        return c.next() == c.current();
                    }
                    return op == ScalarOp.SELECT && x.get(0) == repeat.condition() && x.get(2) == c.current()
                            || op == ScalarOp.AND
                                    && c.current() == repeat.condition()
                                    && x.contains(repeat.condition());
                });
    }

    @Override
    public void run(Scope scope, int count) {
        state.begin(scope, count);
        for (long step = 0; ; step++) {
            test.run(scope, count);
            if (!runs(scope, count, step == 0)) {
                return;
            }
            if (step == bound) {
                report(scope, count);
                return;
            }
            body.run(scope, count);
            state.advance(scope, count);
        }
    }

    /// Notes which cells go on; whether one does.
    private boolean runs(Scope scope, int count, boolean first) {
        long held = scope.row(holds);
        long running = scope.row(runs);
        int any = 0;
        for (int i = 0; i < count; i++) {
            int now = Address.ALL.get(Address.I32, held + 4L * i);
            if (running != held) {
                now &= first ? -1 : Address.ALL.get(Address.I32, running + 4L * i);
                Address.ALL.set(Address.I32, running + 4L * i, now);
            }
            any |= now;
        }
        return any != 0;
    }

    private void report(Scope scope, int count) {
        long stride = axis == Row.NONE ? 0 : scope.stride(sample, axis);
        long running = scope.row(runs);
        for (int i = 0; i < count; i++) {
            if (Address.ALL.get(Address.I32, running + 4L * i) != 0) {
                FaultWord.report(scope.fault, scope.address(sample) + i * stride, node);
            }
        }
    }

    @Override
    public int most() {
        return Math.min(Math.min(test.most(), body.most()), Rows.TILE);
    }
}
