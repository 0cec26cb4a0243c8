package dev.gradlane.pass;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A graph whose inputs and outputs have their first axis in another place. A view at both ends: no bit changes.
public final class MovedAxes {
    private MovedAxes() {}

    /// @param inputs per input of `graph` where its first axis is in the new graph; inputs not listed stay
    /// @param outputs the same for each output; 0 leaves it
    public static Graph of(Graph graph, Map<Integer, Integer> inputs, List<Integer> outputs) {
        if (inputs.values().stream().allMatch(axis -> axis == 0)
                && outputs.stream().allMatch(axis -> axis == 0)) {
            return graph;
        }
        GraphBuilder b = new GraphBuilder(graph.name());
        List<Expr> arguments = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            int axis = inputs.getOrDefault(arguments.size(), 0);
            TensorType type = input.type();
            List<Integer> moved = order(type.shape().rank(), 0, axis);
            Expr x = b.at(node.origin())
                    .input(input.name(), type.withShape(type.shape().select(moved)));
            arguments.add(x.permute(order(type.shape().rank(), axis, 0)));
        }
        List<Expr> results = b.inline(graph, arguments);
        for (int i = 0; i < results.size(); i++) {
            Expr y = results.get(i);
            b.output(graph.outputs().get(i).name(), y.permute(order(y.shape().rank(), 0, outputs.get(i))));
        }
        return b.build();
    }

    /// The permutation that brings axis `from` to place `to` and keeps the order of the others.
    private static List<Integer> order(int rank, int from, int to) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            if (axis != from) {
                order.add(axis);
            }
        }
        if (rank > 0) {
            order.add(to, from);
        }
        return order;
    }
}
