package dev.gradlane.kernel;

import dev.gradlane.graph.Order;
import java.util.List;
import java.util.stream.Stream;

/// Chooses what runs side by side, from where neighbours in memory are.
final class LayoutChoice {
    /// A loop of fewer steps fills no vector along its axis, so its cells run side by side instead.
    private static final int SHORT = 16;

    private LayoutChoice() {}

    static Kernel of(Kernel kernel) {
        return new Kernel(kernel.name(), choose(kernel), kernel.parallel(), kernel.body());
    }

    private static Layout choose(Kernel kernel) {
        List<Statement> loops = kernel.body().statements().stream()
                .filter(s -> s instanceof Statement.Loop || s instanceof Statement.Each)
                .toList();
        List<Accumulator> accumulators = loops.stream()
                .flatMap(s -> s instanceof Statement.Loop l ? l.accumulators().stream() : Stream.of())
                .toList();
        if (accumulators.stream().anyMatch(a -> a.order() == Order.CHAIN)) {
            return loops.size() == 1
                            && accumulators.size() == 1
                            && !kernel.parallel().isEmpty()
                    ? Layout.BLOCK
                    : kernel.parallel().isEmpty() ? Layout.SCALAR : Layout.LANE;
        }
        boolean cells = !kernel.parallel().isEmpty();
        if (loops.isEmpty()) {
            return cells ? Layout.LANE : Layout.SCALAR;
        }
        boolean nested = loops.stream()
                .anyMatch(s -> body(s).statements().stream()
                        .anyMatch(t -> t instanceof Statement.Loop || t instanceof Statement.Each));
        boolean halves = accumulators.stream().anyMatch(a -> a.order() == Order.HALVES);
        boolean isShort = loops.stream().allMatch(s -> {
            var steps = axes(s).getLast().extent().fixed();
            return steps.isPresent() && steps.getAsLong() < SHORT;
        });
        boolean rows = !nested && !halves && !isShort;
        if (!cells) {
            return rows ? Layout.ROW : Layout.SCALAR;
        }
        // a chunk's elements lie along its loop, whatever their strides
        if (loops.stream()
                        .anyMatch(
                                s -> s instanceof Statement.Loop l && l.chunk().isPresent())
                && kernel.parallel().size() == 1) {
            return Layout.ROW;
        }
        int lane = kernel.parallel().getLast().id();
        long along = loops.stream()
                .flatMap(s -> accesses(body(s))
                        .filter(i -> i.stride(axes(s).getLast().id()).is(1)))
                .count();
        long across = loops.stream()
                .flatMap(s -> accesses(body(s)).filter(i -> i.stride(lane).is(1)))
                .count();
        return rows && along >= across ? Layout.ROW : Layout.LANE;
    }

    private static List<Axis> axes(Statement loop) {
        return switch (loop) {
            case Statement.Loop l -> l.axes();
            case Statement.Each e -> e.axes();
            case Statement s -> throw new IllegalArgumentException(s + " is no loop");
        };
    }

    private static Block body(Statement loop) {
        return switch (loop) {
            case Statement.Loop l -> l.body();
            case Statement.Each e -> e.body();
            case Statement s -> throw new IllegalArgumentException(s + " is no loop");
        };
    }

    private static Stream<Index> accesses(Block block) {
        return block.statements().stream().flatMap(s -> switch (s) {
            case Statement.Load load -> Stream.of(load.index());
            case Statement.Store store -> Stream.of(store.index());
            case Statement other -> Stream.of();
        });
    }
}
