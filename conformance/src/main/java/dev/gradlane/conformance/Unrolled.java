package dev.gradlane.conformance;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/// A graph with the steps of its scans written out, at any depth: what a scan means, without a loop from which
/// anything could be moved. Scans of a symbolic length stay.
final class Unrolled {
    private Unrolled() {}

    static Graph of(Graph graph) {
        GraphBuilder b = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        for (Node node : graph.nodes()) {
            List<Expr> x = node.operands().stream().map(v -> values[v]).toList();
            b.at(node.origin());
            List<Expr> results = switch (node.op()) {
                case Op.Scan scan
                when scan.length() instanceof Dim.Fixed(long steps) ->
                    steps(b, scan.with(Unrolled::of), Math.toIntExact(steps), node, x);
                case Op.Control control -> b.emit(control.with(Unrolled::of), x);
                case Op other -> b.emit(other, x);
            };
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
        return b.build();
    }

    private static List<Expr> steps(GraphBuilder b, Op.Scan op, int steps, Node node, List<Expr> x) {
        int arrays = op.consts() + op.carry();
        int stacked = op.carry() + op.stacked();
        List<Expr> state = x.subList(op.consts(), arrays);
        List<List<Expr>> outputs = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            int at = op.reversed() ? steps - 1 - i : i;
            List<Expr> inputs = new ArrayList<>(x.subList(0, op.consts()));
            inputs.addAll(state);
            for (Expr array : x.subList(arrays, x.size())) {
                inputs.add(array.slice(0, at, 1, 1).reshape(array.shape().without(List.of(0))));
            }
            List<Expr> step = b.inline(op.body(), inputs);
            state = step.subList(0, op.carry());
            outputs.add(op.reversed() ? 0 : i, step);
        }
        List<Expr> results = new ArrayList<>(state);
        for (int k = op.carry(); k < node.results().size(); k++) {
            int result = k;
            List<Expr> each = outputs.stream().map(step -> step.get(result)).toList();
            if (each.isEmpty()) {
                results.add(b.constant(node.results().get(k), 0));
            } else if (k < stacked) {
                Shape one = each.getFirst().shape().prepend(Dim.of(1));
                results.addAll(b.emit(
                        new Op.Concatenate(0),
                        each.stream().map(y -> y.reshape(one)).toList()));
            } else {
                results.add((op.reversed() ? each.reversed() : each)
                        .stream().reduce(Expr::add).orElseThrow());
            }
        }
        return results;
    }
}
