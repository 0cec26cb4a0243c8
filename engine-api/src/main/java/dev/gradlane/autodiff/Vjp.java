package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reverse mode: x̄ᵢ = Σ (∂y/∂xᵢ)·ȳ over the consumers y of x.
public final class Vjp {
    private Vjp() {}

    /// A forward graph with residuals and a backward graph that takes them; see [#split].
    public record Split(Graph forward, Graph backward) {}

    /// @param wrt inputs that get a cotangent; floats
    /// @return inputs: `graph`'s, then `bar_<output>` per float output; outputs: `graph`'s, then
    ///     `d_<input>` per `wrt`
    public static Graph of(Graph graph, List<Integer> wrt) {
        GraphBuilder b = new GraphBuilder(graph.name() + ".vjp");
        List<Expr> inputs = inputs(b, graph);
        Reverse reverse = new Reverse(b, graph, wrt);
        List<Expr> bars = new ArrayList<>();
        InputNames names = new InputNames(graph);
        for (Graph.Output output : graph.outputs()) {
            TensorType type = graph.type(output.value());
            if (type.dtype().isFloat()) {
                bars.add(b.input(names.fresh("bar_", output.name()), type));
            }
        }
        List<Expr> values = reverse.forward(inputs);
        int next = 0;
        for (Graph.Output output : graph.outputs()) {
            if (graph.type(output.value()).dtype().isFloat()) {
                reverse.seed(output.value(), bars.get(next++));
            }
        }
        return finish(b, graph, wrt, values, reverse);
    }

    /// @param graph its first output is a float scalar, which is seeded with 1; other outputs are passed
    ///     along
    /// @return inputs: `graph`'s; outputs: `graph`'s, then the gradient `d_<input>` per `wrt`
    public static Graph valueAndGradient(Graph graph, List<Integer> wrt) {
        TensorType type = graph.outputTypes().getFirst();
        if (!type.dtype().isFloat() || type.shape().rank() != 0) {
            throw new GraphException("the gradient of " + graph.name() + " needs a float scalar, but it returns " + type
                    + ": reduce it with sum or mean, or batch a function of one sample");
        }
        GraphBuilder b = new GraphBuilder(graph.name() + ".grad");
        Reverse reverse = new Reverse(b, graph, wrt);
        List<Expr> values = reverse.forward(inputs(b, graph));
        reverse.seed(graph.outputs().getFirst().value(), values.getFirst().constant(1));
        return finish(b, graph, wrt, values, reverse);
    }

    private static List<Expr> inputs(GraphBuilder b, Graph graph) {
        List<Expr> inputs = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            inputs.add(b.at(node.origin()).input(input.name(), input.type()));
        }
        return inputs;
    }

    private static Graph finish(GraphBuilder b, Graph graph, List<Integer> wrt, List<Expr> values, Reverse reverse) {
        reverse.sweep();
        for (int i = 0; i < values.size(); i++) {
            b.output(graph.outputs().get(i).name(), values.get(i));
        }
        for (int index : wrt) {
            Op.Input input = (Op.Input) graph.inputs().get(index).op();
            if (!input.type().dtype().isFloat()) {
                throw new GraphException("input '" + input.name() + "' is " + input.type()
                        + " and has no derivative: choose float inputs only");
            }
            Optional<Expr> bar = reverse.cotangent(graph.inputs().get(index).first());
            b.output("d_" + input.name(), bar.map(Vjp::plusZeroFilled).orElseGet(() -> b.constant(input.type(), 0)));
        }
        return b.build();
    }

    /// A gradient that is padded with the −0 of sums, joined across a gap of it or scattered onto it, shows +0.
    private static Expr plusZeroFilled(Expr bar) {
        GraphBuilder b = bar.builder();
        List<Expr> x = bar.node().operands().stream().map(id -> new Expr(b, id)).toList();
        return switch (bar.node().op()) {
            case Op.Pad pad ->
                b.emit(pad, plusZeroFilled(x.get(0)), plusZero(x.get(1))).getFirst();
            case Op.Concatenate join ->
                b.emit(
                                join,
                                x.stream()
                                        .map(Vjp::plusZeroFilled)
                                        .map(Vjp::plusZero)
                                        .toList())
                        .getFirst();
            case Op.ScatterAdd scatter ->
                b.emit(scatter, plusZero(x.get(0)), x.get(1), x.get(2)).getFirst();
            case Op.Reshape _, Op.Permute _, Op.Reverse _ ->
                b.emit(bar.node().op(), plusZeroFilled(x.getFirst())).getFirst();
            case Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> bar;
        };
    }

    private static Expr plusZero(Expr filler) {
        boolean minusZero = filler.splat().isPresent()
                && filler.splat().getAsLong() == filler.dtype().bitsOf(-0.0);
        return minusZero ? filler.constant(0) : filler;
    }

    /// The two halves of [#of]: the forward graph returns `graph`'s outputs and residuals `r0`, …; the
    /// backward graph takes the residuals, then the cotangents. What is a view or a constant is recomputed,
    /// not stored.
    public static Split split(Graph graph, List<Integer> wrt) {
        return Residuals.split(
                of(graph, wrt), graph.inputs().size(), graph.outputs().size());
    }
}
