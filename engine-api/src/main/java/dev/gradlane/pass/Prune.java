package dev.gradlane.pass;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Drops nodes that no output needs; inputs stay, because they are the signature. Preserving.
public final class Prune {
    private Prune() {}

    public static Graph of(Graph graph) {
        boolean[] needed = new boolean[graph.nodes().size()];
        boolean[] used = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> used[o.value()] = true);
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            needed[i] = node.op() instanceof Op.Input || node.values().stream().anyMatch(v -> used[v]);
            if (needed[i]) {
                node.operands().forEach(operand -> used[operand] = true);
            }
        }
        Map<Integer, Integer> renamed = new HashMap<>();
        List<Node> kept = new ArrayList<>();
        for (int i = 0; i < needed.length; i++) {
            if (needed[i]) {
                Node node = graph.nodes().get(i);
                int first = renamed.size();
                for (int value : node.values()) {
                    renamed.put(value, first + value - node.first());
                }
                List<Integer> operands =
                        node.operands().stream().map(renamed::get).toList();
                kept.add(new Node(first, node.op(), operands, node.results(), node.origin()));
            }
        }
        return new Graph(
                graph.name(),
                kept,
                graph.outputs().stream()
                        .map(o -> new Graph.Output(o.name(), renamed.get(o.value())))
                        .toList());
    }
}
