package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Draws graphs with loops and choices, nested, whose bodies are random programs over the kinds of
/// [GraphGenerator].
final class LoopGraphs {
    private static final int DEEPEST = 2;

    private final Draw draw;

    private LoopGraphs(Draw draw) {
        this.draw = draw;
    }

    static Graph draw(Draw draw, String name) {
        return new LoopGraphs(draw).graph(name);
    }

    private Graph graph(String name) {
        GraphBuilder b = new GraphBuilder(name);
        List<Expr> inputs = new ArrayList<>();
        DType main = draw.chance(0.5) ? DType.F32 : DType.F64;
        int count = 2 + draw.below(3);
        for (int i = 0; i < count; i++) {
            DType dtype = i == 0 || draw.chance(0.7) ? main : draw.from(List.of(DType.values()));
            Shape shape = i > 0 && draw.chance(0.5) ? draw.from(inputs).shape() : shape();
            inputs.add(b.input("x" + i, new TensorType(dtype, shape)));
        }
        GraphGenerator values = new GraphGenerator(draw, b, inputs);
        values.grow(draw.below(4));
        control(values, b, 1);
        values.grow(draw.below(4));
        if (draw.chance(0.4)) {
            control(values, b, 1);
        }
        List<Expr> floats =
                values.pool().stream().filter(x -> x.dtype().isFloat()).toList();
        b.output("y0", floats.getLast());
        b.output("y1", values.pool().getLast());
        return b.output("y2", draw.from(values.pool())).build();
    }

    private Shape shape() {
        List<Dim> dims = new ArrayList<>();
        for (int rank = draw.below(3); rank > 0; rank--) {
            boolean symbolic = draw.chance(0.25) && dims.isEmpty();
            dims.add(symbolic ? Dim.symbol(GraphGenerator.SYMBOL) : Dim.of(draw.from(List.of(1, 2, 3, 2, 3, 0))));
        }
        return new Shape(dims);
    }

    private void control(GraphGenerator values, GraphBuilder b, int depth) {
        List<Expr> results = switch (draw.below(4)) {
            case 0, 1 -> scan(values.pool(), b, depth);
            case 2 -> cond(values.pool(), b, depth);
            default -> loop(values.pool(), b, depth);
        };
        results.forEach(values::keep);
    }

    private List<Expr> some(List<Expr> pool, int least, int most) {
        int count = least + draw.below(most - least + 1);
        return IntStream.range(0, count).mapToObj(_ -> draw.from(pool)).toList();
    }

    /// A body under construction, with random operations over its inputs.
    private GraphGenerator body(GraphBuilder b, List<TensorType> types, int depth) {
        List<Expr> inputs = new ArrayList<>();
        for (TensorType type : types) {
            inputs.add(b.input("v" + inputs.size(), type));
        }
        GraphGenerator values = new GraphGenerator(draw, b, inputs);
        values.grow(1 + draw.below(5));
        if (depth < DEEPEST && draw.chance(0.3)) {
            control(values, b, depth + 1);
            values.grow(draw.below(2));
        }
        return values;
    }

    /// The last value of this type: inputs come first, so one is found.
    private Expr typed(GraphGenerator values, TensorType type) {
        List<Expr> equal =
                values.pool().stream().filter(x -> x.type().equals(type)).toList();
        return draw.chance(0.8) ? equal.getLast() : draw.from(equal);
    }

    private List<Expr> scan(List<Expr> pool, GraphBuilder b, int depth) {
        Optional<Expr> along = draw.chance(0.2)
                ? Optional.empty()
                : draw.shuffled(pool).stream().filter(x -> x.shape().rank() > 0).findFirst();
        Dim length = along.map(x -> x.shape().dim(0)).orElseGet(() -> Dim.of(draw.below(4)));
        List<Expr> consts = some(pool, 0, 2);
        List<Expr> states = some(pool, along.isPresent() ? 0 : 1, 2);
        List<Expr> arrays = new ArrayList<>(along.stream().toList());
        pool.stream()
                .filter(x -> x.shape().rank() > 0 && x.shape().dim(0).equals(length) && draw.chance(0.3))
                .limit(2)
                .forEach(arrays::add);
        List<Expr> operands = new ArrayList<>(consts);
        operands.addAll(states);
        List<TensorType> types =
                new ArrayList<>(operands.stream().map(Expr::type).toList());
        if (along.isPresent()) {
            operands.addAll(arrays);
            arrays.forEach(x -> types.add(x.type().withShape(x.shape().without(List.of(0)))));
        }
        GraphBuilder step = new GraphBuilder("step");
        GraphGenerator values = body(step, types, depth);
        for (Expr state : states) {
            step.output("state", typed(values, state.type()));
        }
        List<Expr> stacked = some(values.pool(), states.isEmpty() ? 1 : 0, 2);
        stacked.forEach(x -> step.output("y", x));
        List<Expr> sums = some(values.pool(), 0, 2).stream()
                .filter(x -> x.dtype() != DType.BOOL)
                .toList();
        sums.forEach(x -> step.output("sum", x));
        return b.emit(
                new Op.Scan(step.build(), consts.size(), states.size(), sums.size(), length, draw.chance(0.3)),
                operands);
    }

    private List<Expr> cond(List<Expr> pool, GraphBuilder b, int depth) {
        List<Expr> operands = some(pool, 1, 3);
        List<TensorType> types = operands.stream().map(Expr::type).toList();
        List<TensorType> results = types.subList(0, 1 + draw.below(types.size()));
        List<Graph> branches = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            GraphBuilder branch = new GraphBuilder(name);
            GraphGenerator values = body(branch, types, depth);
            results.forEach(type -> branch.output("y", typed(values, type)));
            branches.add(branch.build());
        }
        List<Expr> all = new ArrayList<>(List.of(choice(draw.from(pool))));
        all.addAll(operands);
        return b.emit(new Op.Cond(branches.get(0), branches.get(1)), all);
    }

    private Expr choice(Expr x) {
        List<Integer> axes = IntStream.range(0, x.shape().rank()).boxed().toList();
        return x.dtype() == DType.BOOL
                ? x.reduce(Reduction.ANY, axes)
                : x.reduce(Reduction.MAX, axes).gt(0);
    }

    /// As many steps as a number says that some value decides, at most three.
    private List<Expr> loop(List<Expr> pool, GraphBuilder b, int depth) {
        Expr from = draw.from(pool);
        Expr steps = choice(from)
                .select(
                        from.builder().constant(TensorType.scalar(DType.I32), 1 + draw.below(3)),
                        from.builder().constant(TensorType.scalar(DType.I32), draw.below(2)));
        List<Expr> consts = some(pool, 0, 2);
        List<Expr> states = some(pool, 1, 2);
        List<Expr> operands = new ArrayList<>(consts);
        operands.add(steps);
        operands.addAll(states);
        List<TensorType> types = operands.stream().map(Expr::type).toList();
        GraphBuilder condition = new GraphBuilder("condition");
        List<Expr> inputs = new ArrayList<>();
        types.forEach(type -> inputs.add(condition.input("v" + inputs.size(), type)));
        condition.output("runs", inputs.get(consts.size()).gt(0));
        GraphBuilder step = new GraphBuilder("step");
        GraphGenerator values = body(step, types, depth);
        step.output("left", values.pool().get(consts.size()).sub(1));
        states.forEach(state -> step.output("state", typed(values, state.type())));
        return b.emit(new Op.While(condition.build(), step.build(), consts.size(), 3), operands);
    }
}
