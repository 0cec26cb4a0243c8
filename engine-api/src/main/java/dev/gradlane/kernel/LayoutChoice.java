package dev.gradlane.kernel;

import dev.gradlane.graph.Order;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        // the steps of a recurrence follow each other, so what lies side by side is its cells
        boolean recurs = kernel.body().statements().stream()
                .anyMatch(s -> s instanceof Statement.Recurrence || s instanceof Statement.Repeat);
        if (loops.isEmpty() || recurs) {
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
                .mapToLong(s -> neighbours(body(s), axes(s).getLast().id()))
                .sum();
        long across = loops.stream().mapToLong(s -> neighbours(body(s), lane)).sum();
        return rows && along >= across ? Layout.ROW : Layout.LANE;
    }

    /// Accesses that meet neighbouring elements along an axis. What is gathered along all others counts twice: it is
    /// one row for each position, and scattered elements the other way.
    private static long neighbours(Block block, int axis) {
        Set<Integer> varying = new HashSet<>();
        long count = 0;
        for (Statement statement : block.statements()) {
            boolean varies = Statements.uses(statement).stream().anyMatch(varying::contains);
            switch (statement) {
                case Statement.Load s -> {
                    count += s.index().stride(axis).is(1) ? 1 : 0;
                    varies = !s.index().stride(axis).is(0);
                }
                case Statement.Store s -> count += s.index().stride(axis).is(1) ? 1 : 0;
                case Statement.Gather s -> {
                    count += !varies && s.index().stride(axis).is(1) ? 2 : 0;
                    varies |= !s.index().stride(axis).is(0);
                }
                case Statement.Position s -> varies = !s.index().stride(axis).is(0);
                case Statement.Constant _,
                        Statement.Compute _,
                        Statement.Size _,
                        Statement.Loop _,
                        Statement.Each _,
                        Statement.Guard _,
                        Statement.Recurrence _,
                        Statement.Repeat _,
                        Statement.Require _ -> {}
            }
            if (varies) {
                varying.addAll(Statements.results(statement));
            }
        }
        return count;
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
}
