package dev.gradlane.conformance;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Makes a failing case small: the first value that fails becomes the only output; then everything
/// further than d operations above it is replaced by inputs that hold its values, for the smallest d that
/// still fails. The nodes are kept as they are, past the builder, so that no rewrite hides the failure.
final class Shrinker {
    private static final int DEEPEST = 6;

    private Shrinker() {}

    /// @param fails whether a case still shows the failure
    static Case shrink(Case failing, Predicate<Case> fails) {
        for (Node node : failing.graph().nodes()) {
            if (node.op() instanceof Op.Input) {
                continue;
            }
            for (int depth = 1; depth <= DEEPEST; depth++) {
                Optional<Case> small = cut(failing, node, depth).filter(fails);
                if (small.isPresent()) {
                    return small.get();
                }
            }
        }
        return failing;
    }

    /// `node` and what is less than `depth` operations above it.
    private static Optional<Case> cut(Case whole, Node node, int depth) {
        Graph graph = whole.graph();
        Map<Integer, Integer> depths = new HashMap<>();
        reach(graph, node, depth, depths);
        TreeSet<Integer> outside = new TreeSet<>();
        depths.forEach((index, _) -> graph.nodes().get(index).operands().stream()
                .filter(v -> !depths.containsKey(graph.nodes().indexOf(graph.definition(v))))
                .forEach(outside::add));
        List<Value> values = Definition.values(graph, whole.inputs(), whole.sizes());
        List<Node> nodes = new ArrayList<>();
        List<Value> inputs = new ArrayList<>();
        Map<Integer, Integer> renamed = new HashMap<>();
        for (int value : outside) {
            var type = graph.type(value);
            renamed.put(value, nodes.size());
            nodes.add(new Node(nodes.size(), new Op.Input("v" + value, type), List.of(), List.of(type), Origin.NONE));
            inputs.add(values.get(value));
        }
        int next = nodes.size();
        for (int index : new TreeSet<>(depths.keySet())) {
            Node kept = graph.nodes().get(index);
            for (int value : kept.values()) {
                renamed.put(value, next + value - kept.first());
            }
            List<Integer> operands = kept.operands().stream().map(renamed::get).toList();
            nodes.add(new Node(next, kept.op(), operands, kept.results(), kept.origin()));
            next += kept.results().size();
        }
        List<Graph.Output> outputs = new ArrayList<>();
        for (int value : node.values()) {
            outputs.add(new Graph.Output("y" + outputs.size(), renamed.get(value)));
        }
        try {
            return Optional.of(new Case(new Graph(graph.name(), nodes, outputs), inputs, whole.sizes()));
        } catch (GraphException _) {
            // a symbol that no input has any more: a deeper cut keeps it
            return Optional.empty();
        }
    }

    private static void reach(Graph graph, Node node, int depth, Map<Integer, Integer> depths) {
        int index = graph.nodes().indexOf(node);
        if (depth == 0 || node.op() instanceof Op.Input || depths.getOrDefault(index, 0) >= depth) {
            return;
        }
        depths.put(index, depth);
        node.operands().forEach(v -> reach(graph, graph.definition(v), depth - 1, depths));
    }
}
