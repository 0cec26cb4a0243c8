package dev.gradlane.pass;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.List;

/// The end of the defining passes: calls inlined, composites expanded, normal form, dead code removed. The
/// *frozen graph* fixes every bit of the result; it is what the reference executes and what [Digest] names.
/// Idempotent.
public final class Freeze {
    private Freeze() {}

    public static Graph of(Graph graph) {
        GraphBuilder b = GraphBuilder.expanding(graph.name());
        List<Expr> arguments = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            arguments.add(b.at(node.origin()).input(input.name(), input.type()));
        }
        List<Expr> results = inline(b, graph, arguments);
        for (int i = 0; i < results.size(); i++) {
            b.output(graph.outputs().get(i).name(), results.get(i));
        }
        return Prune.of(b.build());
    }

    /// Emits `graph` with every call in it replaced by its body, at any depth.
    private static List<Expr> inline(GraphBuilder b, Graph graph, List<Expr> arguments) {
        Expr[] values = new Expr[graph.valueCount()];
        int next = 0;
        for (Node node : graph.nodes()) {
            b.at(node.origin().isKnown() ? node.origin() : b.origin());
            List<Expr> operands = node.operands().stream().map(id -> values[id]).toList();
            List<Expr> results = switch (node.op()) {
                case Op.Input _ -> List.of(arguments.get(next++));
                case Op.Call(Graph body, var _) -> inline(b, body, operands);
                case Op other -> b.emit(other, operands);
            };
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(o -> values[o.value()]).toList();
    }
}
