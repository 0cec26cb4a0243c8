package dev.gradlane.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Numbers values and axes in the order in which they stand in the text, so that equal kernels are equal records.
final class Renumber {
    private final Map<Integer, Integer> values = new HashMap<>();
    private final Map<Integer, Integer> axes = new HashMap<>();

    private Renumber() {}

    static Kernel of(Kernel kernel) {
        Renumber names = new Renumber();
        kernel.parallel().forEach(names::axis);
        names.block(kernel.body());
        UnaryOperator<List<Axis>> loop =
                list -> list.stream().map(names::renamed).toList();
        UnaryOperator<Index> index = i -> new Index(
                i.offset(),
                i.terms().stream()
                        .map(t -> new Index.Term(names.axes.get(t.axis()), t.stride()))
                        .toList());
        Block body = Statements.rename(kernel.body(), new Statements.Names(names.values, loop, index, b -> b));
        return new Kernel(kernel.name(), kernel.layout(), loop.apply(kernel.parallel()), names.chunks(body));
    }

    private Axis renamed(Axis axis) {
        return new Axis(axes.get(axis.id()), axis.extent());
    }

    private void axis(Axis axis) {
        axes.putIfAbsent(axis.id(), axes.size());
    }

    private void block(Block block) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Loop s -> {
                    s.axes().forEach(this::axis);
                    block(s.body());
                }
                case Statement.Each s -> {
                    s.axes().forEach(this::axis);
                    block(s.body());
                }
                case Statement.Recurrence s -> {
                    axis(s.axis());
                    state(s.carried());
                    block(s.body());
                }
                case Statement.Repeat s -> {
                    state(s.carried());
                    block(s.test());
                    block(s.body());
                }
                case Statement.Guard s -> block(s.body());
                case Statement.Constant _,
                        Statement.Compute _,
                        Statement.Position _,
                        Statement.Size _,
                        Statement.Load _,
                        Statement.Gather _,
                        Statement.Store _,
                        Statement.Require _ -> {}
            }
            Statements.results(statement).forEach(v -> values.putIfAbsent(v, values.size()));
        }
    }

    /// A state's names stand at the head of its loop.
    private void state(List<Statement.Carried> carried) {
        carried.forEach(c -> values.putIfAbsent(c.current(), values.size()));
    }

    private Block chunks(Block block) {
        return new Block(block.statements().stream()
                .map(s -> s instanceof Statement.Loop(var loop, var chunk, Block body, var folded) && chunk.isPresent()
                        ? new Statement.Loop(loop, OptionalInt.of(axes.get(chunk.getAsInt())), body, folded)
                        : s)
                .toList());
    }
}
