package dev.gradlane.conformance;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Random transforms of a drawn graph: none, forward or reverse mode, a batch, Jacobians and Hessians, and nestings
/// of them.
final class Transforms {
    private static final int MOST_NODES = 250;

    private Transforms() {}

    static Graph apply(Draw draw, Graph graph) {
        Graph result = graph;
        String batch = "B";
        for (int step = 0; step < 2; step++) {
            result = switch (draw.below(8)) {
                case 0 -> Jvp.of(result, floats(result));
                case 1 -> Vjp.of(result, floats(result));
                case 2 -> {
                    Graph batched = Batch.of(result, Set.copyOf(mapped(draw, result)), batch);
                    batch = batch + "B";
                    yield batched;
                }
                case 3 -> Matrices.jacobian(draw, result);
                case 4 -> Matrices.hessian(draw, result);
                default -> result;
            };
            if (result.nodes().size() > MOST_NODES) {
                return result;
            }
        }
        return result;
    }

    /// At least one input is mapped, or the batch would have no size.
    private static List<Integer> mapped(Draw draw, Graph graph) {
        List<Integer> some = draw.some(graph.inputs().size(), 0.7);
        return some.isEmpty() ? List.of(0) : some;
    }

    static List<Integer> floats(Graph graph) {
        List<TensorType> types = graph.inputTypes();
        return IntStream.range(0, types.size())
                .filter(i -> types.get(i).dtype().isFloat())
                .boxed()
                .toList();
    }

    static Set<Integer> all(Graph graph) {
        return IntStream.range(0, graph.inputs().size()).boxed().collect(Collectors.toSet());
    }
}
