package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Prune;
import dev.gradlane.pass.Symbols;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// All derivatives of every output y by one input x: J\[i…, j…] = ∂y\[i…]/∂x\[j…], of shape y.shape ++ x.shape.
/// A batch ([Batch]) of derivatives in the unit directions, hence an ordinary program.
///
/// The bits are those of the single derivatives: J\[…, j] is the tangent that [Jvp] by x alone gives for the unit
/// vector j, J\[i, …] the cotangent that [Vjp] of that output gives for the unit vector i. The two differ by
/// rounding, and where 0·∞ occurs on the way.
public final class Jacobian {
    private Jacobian() {}

    /// By columns, with one tangent per element of x: the choice where x is smaller than y.
    ///
    /// @param graph its outputs are floats
    /// @param wrt an input, float
    /// @return inputs: `graph`'s; outputs: `d_<output>` per output
    public static Graph forward(Graph graph, int wrt) {
        Graph jvp = Jvp.of(graph, List.of(wrt));
        requireFloats(graph);
        int outputs = graph.outputs().size();
        Graph tangents = Prune.of(new Graph(
                jvp.name(),
                jvp.nodes(),
                jvp.outputs().subList(outputs, jvp.outputs().size())));
        TensorType x = graph.inputTypes().get(wrt);
        GraphBuilder b = new GraphBuilder(graph.name() + ".jacobian");
        List<Expr> arguments = inputs(b, graph);
        arguments.add(UnitVectors.all(b, x));
        int directions = x.shape().rank();
        List<Expr> columns = b.inline(alongLast(tangents, x.shape()), arguments);
        for (int i = 0; i < outputs; i++) {
            b.output("d_" + graph.outputs().get(i).name(), last(columns.get(i), directions));
        }
        return b.build();
    }

    /// By rows, with one cotangent per element of y: the choice where y is smaller than x.
    ///
    /// @param graph its outputs are floats
    /// @param wrt an input, float
    /// @return inputs: `graph`'s; outputs: `d_<output>` per output
    public static Graph reverse(Graph graph, int wrt) {
        requireFloats(graph);
        GraphBuilder b = new GraphBuilder(graph.name() + ".jacobian");
        List<Expr> inputs = inputs(b, graph);
        for (Graph.Output output : graph.outputs()) {
            Graph vjp = Vjp.of(Prune.of(new Graph(graph.name(), graph.nodes(), List.of(output))), List.of(wrt));
            Graph cotangent =
                    Prune.of(new Graph(vjp.name(), vjp.nodes(), vjp.outputs().subList(1, 2)));
            TensorType y = graph.type(output.value());
            List<Expr> arguments = new ArrayList<>(inputs);
            arguments.add(UnitVectors.all(b, y));
            b.output(
                    "d_" + output.name(),
                    b.inline(alongLast(cotangent, y.shape()), arguments).getFirst());
        }
        return b.build();
    }

    private static void requireFloats(Graph graph) {
        for (Graph.Output output : graph.outputs()) {
            TensorType type = graph.type(output.value());
            if (!type.dtype().isFloat()) {
                throw new GraphException("result '" + output.name() + "' of " + graph.name() + " is " + type
                        + " and has no derivative: return floats only");
            }
        }
    }

    private static List<Expr> inputs(GraphBuilder b, Graph graph) {
        List<Expr> inputs = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            inputs.add(b.at(node.origin()).input(input.name(), input.type()));
        }
        return inputs;
    }

    /// `graph` over many values of its last input: the new axes have the extents of `directions` and come first.
    static Graph alongLast(Graph graph, Shape directions) {
        int last = graph.inputs().size() - 1;
        Map<String, Dim> extents = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(graph.symbols());
        Graph batched = graph;
        for (Dim dim : directions.dims().reversed()) {
            String symbol = Symbols.fresh("J", taken);
            taken.add(symbol);
            extents.put(symbol, dim);
            batched = Batch.of(batched, Set.of(last), symbol);
        }
        return Symbols.substitute(batched, extents);
    }

    /// The first `count` axes moved behind the others.
    private static Expr last(Expr x, int count) {
        int rank = x.shape().rank();
        return x.permute(
                IntStream.range(0, rank).mapToObj(i -> (i + count) % rank).toList());
    }
}
