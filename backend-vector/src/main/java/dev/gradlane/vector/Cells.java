package dev.gradlane.vector;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.List;
import java.util.Set;

/// A kernel of layout scalar, lane or row. A unit is a tile of cells along the last parallel axis where cells lie
/// across the lanes, else one cell; cells of layout row that are neighbours along that axis are computed as one tile
/// all the same, though one after the other inside the loops.
final class Cells implements KernelCode {
    private final int[] parallel;
    /// The axis of a tile.
    private final int axis;
    /// Cells along the axis that make a unit.
    private final int unit;
    private final Step body;
    private final long weight;

    private Cells(int[] parallel, int axis, int unit, Step body, long weight) {
        this.parallel = parallel;
        this.axis = axis;
        this.unit = unit;
        this.body = body;
        this.weight = weight;
    }

    static Cells of(KernelContext context) {
        Kernel kernel = context.kernel();
        List<Axis> parallel = kernel.parallel();
        boolean loops = !isStraight(kernel);
        // chunks are of different sizes, so they never lie side by side
        boolean lanes = !parallel.isEmpty()
                && (!loops || kernel.layout() == Layout.LANE)
                && !context.chunks().contains(parallel.getLast().id());
        boolean rows = !parallel.isEmpty() && !lanes && areFlat(kernel);
        int axis = lanes || rows ? parallel.getLast().id() : Row.NONE;
        if (rows) {
            context.visitRows(axis);
        }
        Step body = BlockSteps.of(context, Sinking.of(kernel.body()), axis, Set.of());
        return new Cells(
                parallel.stream().mapToInt(Axis::id).toArray(),
                axis,
                lanes ? Rows.TILE : 1,
                body,
                kernel.body().statements().size());
    }

    /// Whether there are no loops: all of it is [Straight].
    static boolean isStraight(Kernel kernel) {
        return kernel.layout() != Layout.BLOCK && areStraight(kernel.body());
    }

    /// Whether loops hold no loops, and fold in an order that tiles of a row serve.
    private static boolean areFlat(Kernel kernel) {
        return kernel.body().statements().stream().allMatch(s -> switch (s) {
            case Statement.Loop loop ->
                areStraight(loop.body())
                        && loop.accumulators().stream()
                                .allMatch(a -> a.order() == Order.LANES || a.order() == Order.FREE);
            case Statement.Each each -> areStraight(each.body());
            case Statement _ -> true;
        });
    }

    private static boolean areStraight(Block block) {
        return block.statements().stream().noneMatch(Uses::isLoop);
    }

    @Override
    public long units(Sized sized) {
        long units = 1;
        for (int id : parallel) {
            units = Math.multiplyExact(units, steps(sized, id));
        }
        return units;
    }

    private long steps(Sized sized, int id) {
        return id == axis ? Math.ceilDiv(sized.extent[id], (long) unit) : sized.extent[id];
    }

    @Override
    public long weight(Sized sized) {
        long points = 1;
        for (int id = 0; id < sized.extent.length; id++) {
            boolean outside = false;
            for (int p : parallel) {
                outside |= p == id && p != axis;
            }
            if (!outside) {
                points *= id == axis ? Math.min(unit, sized.extent[id]) : Math.max(1, sized.extent[id]);
            }
        }
        return points * weight;
    }

    @Override
    public void run(Scope scope, long from, long to) {
        long next = from;
        while (next < to) {
            long rest = next;
            for (int i = parallel.length - 1; i >= 0; i--) {
                long steps = steps(scope.sized, parallel[i]);
                scope.point[parallel[i]] = rest % steps * (parallel[i] == axis ? unit : 1);
                rest /= steps;
            }
            if (axis == Row.NONE) {
                body.run(scope, 1);
                next++;
            } else {
                // the units up to the end of the axis, of the share, or as many as the body takes at once
                long points = Math.min((to - next) * unit, scope.extent[axis] - scope.point[axis]);
                int count = (int) Math.min(body.most(), points);
                body.run(scope, count);
                next += Math.ceilDiv(count, unit);
            }
        }
    }
}
