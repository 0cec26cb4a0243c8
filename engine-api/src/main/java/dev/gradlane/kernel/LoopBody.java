package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The body of a scan in which its sums are states: further inputs, to which a step adds its contributions, so that
/// the addition fuses with what computes them. −0 before the first step is what takes the first contribution as it is.
///
/// @param numbers of the nodes that `graph` had before, by their first values
record LoopBody(Graph graph, Map<Integer, Integer> numbers) {
    /// @param first number of the body's first node
    static LoopBody of(Op.Scan scan, int first) {
        Graph body = scan.body();
        Map<Integer, Integer> before = body.numbers(first);
        if (scan.sums() == 0) {
            return new LoopBody(body, before);
        }
        int inputs = body.inputs().size();
        int results = body.outputs().size() - scan.sums();
        Set<String> names = new HashSet<>(body.inputNames());
        List<Node> nodes = new ArrayList<>(body.nodes().subList(0, inputs));
        for (int k = 0; k < scan.sums(); k++) {
            int contribution = body.outputs().get(results + k).value();
            TensorType type = body.type(contribution);
            String name = "sum" + k;
            while (!names.add(name)) {
                name += "'";
            }
            nodes.add(new Node(
                    inputs + k,
                    new Op.Input(name, type),
                    List.of(),
                    List.of(type),
                    body.definition(contribution).origin()));
        }
        Map<Integer, Integer> numbers = new HashMap<>();
        before.forEach((value, number) -> numbers.put(moved(value, inputs, scan.sums()), number));
        for (Node node : body.nodes().subList(inputs, body.nodes().size())) {
            nodes.add(new Node(
                    moved(node.first(), inputs, scan.sums()),
                    node.op(),
                    node.operands().stream()
                            .map(v -> moved(v, inputs, scan.sums()))
                            .toList(),
                    node.results(),
                    node.origin()));
        }
        List<Graph.Output> outputs = new ArrayList<>();
        int next = body.valueCount() + scan.sums();
        for (Graph.Output output : body.outputs()) {
            int value = moved(output.value(), inputs, scan.sums());
            int k = outputs.size() - results;
            if (k >= 0) {
                TensorType type = body.type(output.value());
                nodes.add(new Node(
                        next,
                        new Op.Map(ScalarOp.ADD),
                        List.of(inputs + k, value),
                        List.of(type),
                        body.definition(output.value()).origin()));
                value = next++;
            }
            outputs.add(new Graph.Output(output.name(), value));
        }
        return new LoopBody(new Graph(body.name(), nodes, outputs), numbers);
    }

    /// The number of a value once there are `more` inputs behind the first `inputs`.
    private static int moved(int value, int inputs, int more) {
        return value < inputs ? value : value + more;
    }
}
