package dev.gradlane.opencl;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// A loop with accumulators. Accumulators of different orders meet the points in different orders, so
/// there is a range for each order; those that are free of order ride along with the first.
final class FoldEmitter {
    private FoldEmitter() {}

    static void emit(KernelEmitter kernel, Statement.Loop loop) {
        for (Accumulator a : loop.accumulators()) {
            kernel.declare(a.result(), a.type());
            kernel.code().line(Types.value(a.type()) + " v" + a.result() + ";");
        }
        for (Range range : ranges(kernel, loop)) {
            kernel.code().open("");
            range.length();
            if (!range.pinned().isEmpty() && range.pinned().getFirst().order() == Order.HALVES) {
                range.pinned().forEach(a -> Halves.emit(range, a));
            } else if (kernel.inGroup() && !kernel.isSpread()) {
                GroupFolds.emit(range);
            } else if (kernel.inItem() && (range.isLanes() || range.pinned().isEmpty())) {
                ArrayFolds.emit(range);
            } else {
                TreeFolds.emit(range);
            }
            kernel.code().close();
        }
    }

    private static List<Range> ranges(KernelEmitter kernel, Statement.Loop loop) {
        List<Accumulator> free = new ArrayList<>(of(loop, Order.FREE));
        List<Range> ranges = new ArrayList<>();
        for (Order order : List.of(Order.LANES, Order.CHAIN, Order.HALVES)) {
            List<Accumulator> pinned = of(loop, order);
            if (!pinned.isEmpty()) {
                boolean takesFree = order != Order.HALVES;
                int id = pinned.getFirst().result();
                ranges.add(new Range(kernel, loop, id, pinned, takesFree ? List.copyOf(free) : List.of()));
                if (takesFree) {
                    free.clear();
                }
            }
        }
        if (!free.isEmpty()) {
            ranges.add(new Range(kernel, loop, free.getFirst().result(), List.of(), free));
        }
        return ranges;
    }

    private static List<Accumulator> of(Statement.Loop loop, Order order) {
        return loop.accumulators().stream().filter(a -> a.order() == order).toList();
    }
}
