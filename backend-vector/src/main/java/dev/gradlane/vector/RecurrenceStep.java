package dev.gradlane.vector;

import dev.gradlane.kernel.Statement;
import java.util.Map;

/// A recurrence of the cells of a tile, side by side: all of them take a step, then all the next one.
record RecurrenceStep(int along, boolean reversed, State state, Step body) implements Step {
    static Step of(KernelContext kernel, Statement.Recurrence recurrence, int axis) {
        State.bind(kernel, recurrence.carried(), axis);
        var next = recurrence.carried().stream().map(Statement.Carried::next).toList();
        Step body = BlockSteps.of(kernel, recurrence.body(), axis, State.exports(recurrence.body(), next));
        return new RecurrenceStep(
                recurrence.axis().id(),
                recurrence.reversed(),
                State.of(kernel, recurrence.carried(), Map.of(), axis),
                body);
    }

    @Override
    public void run(Scope scope, int count) {
        state.begin(scope, count);
        long steps = scope.extent[along];
        for (long i = 0; i < steps; i++) {
            scope.point[along] = reversed ? steps - 1 - i : i;
            body.run(scope, count);
            state.advance(scope, count);
        }
        scope.point[along] = 0;
    }

    @Override
    public int most() {
        return Math.min(body.most(), Rows.TILE);
    }
}
