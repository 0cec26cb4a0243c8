package dev.gradlane.pass;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Drops nodes that no output needs, in bodies too; inputs stay, because they are the signature. Preserving.
public final class Prune {
    private Prune() {}

    /// The graph without nodes that no result needs.
    public static Graph of(Graph graph) {
        List<Optional<Narrowing>> narrowed =
                new ArrayList<>(Collections.nCopies(graph.nodes().size(), Optional.empty()));
        boolean[] needed = new boolean[graph.nodes().size()];
        boolean[] used = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> used[o.value()] = true);
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            needed[i] = node.op() instanceof Op.Input || node.values().stream().anyMatch(v -> used[v]);
            if (needed[i] && node.op() instanceof Op.Control control) {
                Narrowing narrow = Narrowing.of(control, read(node, used));
                narrowed.set(i, Optional.of(narrow));
                narrow.operands().forEach(operand -> used[node.operands().get(operand)] = true);
            } else if (needed[i]) {
                node.operands().forEach(operand -> used[operand] = true);
            }
        }
        Map<Integer, Integer> renamed = new HashMap<>();
        List<Node> kept = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < needed.length; i++) {
            if (needed[i]) {
                Node node = graph.nodes().get(i);
                List<Integer> results = narrowed.get(i).map(Narrowing::results).orElse(all(node.results()));
                List<Integer> operands =
                        narrowed.get(i).map(Narrowing::operands).orElse(all(node.operands()));
                Op op = narrowed.get(i).map(n -> (Op) n.op()).orElse(node.op());
                kept.add(new Node(
                        next,
                        op,
                        operands.stream()
                                .map(o -> renamed.get(node.operands().get(o)))
                                .toList(),
                        results.stream().map(node.results()::get).toList(),
                        node.origin()));
                for (int result : results) {
                    renamed.put(node.first() + result, next++);
                }
            }
        }
        return new Graph(
                graph.name(),
                kept,
                graph.outputs().stream()
                        .map(o -> new Graph.Output(o.name(), renamed.get(o.value())))
                        .toList());
    }

    private static boolean[] read(Node node, boolean[] used) {
        boolean[] read = new boolean[node.results().size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = used[node.first() + i];
        }
        return read;
    }

    private static List<Integer> all(List<?> items) {
        return IntStream.range(0, items.size()).boxed().toList();
    }
}
