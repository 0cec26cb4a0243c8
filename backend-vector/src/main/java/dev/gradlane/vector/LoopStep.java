package dev.gradlane.vector;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// Chooses how a loop with accumulators runs.
final class LoopStep {
    private LoopStep() {}

    /// @param axis the lanes' axis of the cells; [Row#NONE] where a cell is one point
    static Step of(KernelContext kernel, Statement.Loop loop, int axis) {
        if (axis != kernel.rowCells()
                && loop.chunk().isPresent()
                && loop.chunk().getAsInt() == axis) {
            throw new IllegalStateException("kernel " + kernel.kernel().name() + ": chunks lie across the lanes");
        }
        List<Step> steps = new ArrayList<>();
        // accumulators of one order are met by one walk over the points
        for (Order order : Order.values()) {
            List<Accumulator> accumulators =
                    loop.accumulators().stream().filter(a -> a.order() == order).toList();
            if (accumulators.isEmpty()) {
                continue;
            }
            Statement.Loop walk = new Statement.Loop(loop.axes(), loop.chunk(), loop.body(), accumulators);
            if (order == Order.HALVES) {
                steps.add(new HalvesLoop(kernel, walk, axis));
            } else if (axis == kernel.rowCells()) {
                steps.add(new RowLoop(kernel, walk, axis));
            } else {
                steps.add(new LaneLoop(kernel, walk, order, axis));
            }
        }
        return steps.size() == 1 ? steps.getFirst() : new BlockSteps(steps);
    }
}
