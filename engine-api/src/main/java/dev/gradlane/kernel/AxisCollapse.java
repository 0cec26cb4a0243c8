package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes one axis of two neighbours that every access runs through as one: dense elementwise work becomes a single
/// loop over all elements, also where the extents are symbols.
final class AxisCollapse {
    private AxisCollapse() {}

    static Kernel of(Kernel kernel) {
        List<Axis> parallel = kernel.parallel();
        Block body = kernel.body();
        for (int i = 0; i + 1 < parallel.size(); ) {
            Axis outer = parallel.get(i);
            Axis inner = parallel.get(i + 1);
            if (isOne(body, outer, inner)) {
                Axis both = new Axis(inner.id(), outer.extent().times(inner.extent()));
                parallel = replaced(parallel, i, both);
                body = without(body, outer.id());
                // the merged axis may go on with the one before it
                i = Math.max(0, i - 1);
            } else {
                i++;
            }
        }
        return new Kernel(kernel.name(), kernel.layout(), parallel, loops(body));
    }

    /// The same for the axes of every loop.
    private static Block loops(Block block) {
        return new Block(block.statements().stream()
                .map(s -> switch (s) {
                    case Statement.Loop(var axes, var chunk, Block body, var accumulators) -> {
                        Loop merged = merge(axes, body);
                        yield new Statement.Loop(merged.axes(), chunk, loops(merged.body()), accumulators);
                    }
                    case Statement.Each(var axes, Block body) -> {
                        Loop merged = merge(axes, body);
                        yield new Statement.Each(merged.axes(), loops(merged.body()));
                    }
                    case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) ->
                        new Statement.Recurrence(axis, reversed, carried, loops(body));
                    case Statement other -> other;
                })
                .toList());
    }

    private record Loop(List<Axis> axes, Block body) {}

    private static Loop merge(List<Axis> axes, Block block) {
        Kernel merged = of(new Kernel("loop", Layout.SCALAR, axes, block));
        return new Loop(merged.parallel(), merged.body());
    }

    private static List<Axis> replaced(List<Axis> axes, int at, Axis both) {
        List<Axis> merged = new ArrayList<>(axes);
        merged.remove(at + 1);
        merged.set(at, both);
        return merged;
    }

    private static boolean isOne(Block body, Axis outer, Axis inner) {
        return indices(body).stream()
                .allMatch(i -> i.stride(outer.id()).equals(i.stride(inner.id()).times(inner.extent())));
    }

    private static Block without(Block body, int axis) {
        UnaryOperator<Index> drop = i -> new Index(
                i.offset(), i.terms().stream().filter(t -> t.axis() != axis).toList());
        return Statements.rename(body, new Statements.Names(Map.of(), UnaryOperator.identity(), drop, b -> b));
    }

    private static Set<Index> indices(Block block) {
        Set<Index> indices = new HashSet<>();
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Load s -> indices.add(s.index());
                case Statement.Gather s -> indices.add(s.index());
                case Statement.Store s -> indices.add(s.index());
                case Statement.Position s -> indices.add(s.index());
                case Statement.Require s -> indices.add(s.sample());
                case Statement.Repeat s -> indices.add(s.sample());
                case Statement.Loop _,
                        Statement.Each _,
                        Statement.Guard _,
                        Statement.Recurrence _,
                        Statement.Constant _,
                        Statement.Compute _,
                        Statement.Size _ -> {}
            }
            Statements.blocks(statement).forEach(inner -> indices.addAll(indices(inner)));
        }
        return indices;
    }
}
