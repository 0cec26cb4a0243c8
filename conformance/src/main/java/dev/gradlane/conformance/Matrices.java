package dev.gradlane.conformance;

import dev.gradlane.autodiff.Hessian;
import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Prune;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Jacobians, Hessians and products with them of drawn graphs, where the matrix stays small.
final class Matrices {
    private static final long MOST_ELEMENTS = 6000;

    private Matrices() {}

    /// Of all float outputs by one float input; the graph itself if the matrix would be large.
    static Graph jacobian(Draw draw, Graph graph) {
        Graph floats = floatOutputs(graph);
        List<Integer> inputs = Transforms.floats(graph);
        if (inputs.isEmpty() || floats.outputs().isEmpty() || isLarge(graph)) {
            return graph;
        }
        int wrt = draw.from(inputs);
        boolean forward = draw.chance(0.5);
        long directions = forward
                ? elements(graph.inputTypes().get(wrt))
                : floats.outputTypes().stream()
                        .mapToLong(Matrices::elements)
                        .max()
                        .orElseThrow();
        if (directions * widest(floats) > MOST_ELEMENTS) {
            return graph;
        }
        return forward ? Jacobian.forward(floats, wrt) : Jacobian.reverse(floats, wrt);
    }

    /// Of the sum of squares of the first float output: the matrix, or its product with a vector.
    static Graph hessian(Draw draw, Graph graph) {
        Graph floats = floatOutputs(graph);
        List<Integer> inputs = Transforms.floats(graph);
        if (inputs.isEmpty() || floats.outputs().isEmpty() || isLarge(graph)) {
            return graph;
        }
        Graph scalar = JacobianRows.scalar(floats);
        if (draw.chance(0.5)) {
            return Hessian.product(scalar, inputs);
        }
        int x = draw.from(inputs);
        int z = draw.from(inputs);
        return elements(graph.inputTypes().get(z)) * widest(scalar) > MOST_ELEMENTS ? graph : Hessian.of(scalar, x, z);
    }

    private static Graph floatOutputs(Graph graph) {
        return Prune.of(new Graph(
                graph.name(),
                graph.nodes(),
                graph.outputs().stream()
                        .filter(o -> graph.type(o.value()).dtype().isFloat())
                        .toList()));
    }

    /// Batches and the graphs of kernels run at sizes of their own.
    private static boolean isLarge(Graph graph) {
        return !Set.of(GraphGenerator.SYMBOL).containsAll(graph.symbols())
                || graph.nodes().size() > 100;
    }

    private static long widest(Graph graph) {
        return graph.nodes().stream()
                .flatMap(n -> n.results().stream())
                .mapToLong(Matrices::elements)
                .max()
                .orElseThrow();
    }

    private static long elements(TensorType type) {
        return type.shape().size(Map.of(GraphGenerator.SYMBOL, (long) GraphGenerator.SYMBOL_SIZE));
    }
}
