package dev.gradlane.pass;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A body that is computed for samples too that did not choose it, made so that it cannot fault for them: it
/// takes a bool, and where that does not hold its indices are 0, its matrices are one and its loops do not
/// begin. What it computes there nobody reads.
final class Masking {
    private Masking() {}

    /// Whether some node of the graph, or of its bodies, may end in a fault.
    static boolean isNeeded(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> isNeeded(node.op()));
    }

    static boolean isNeeded(Op op) {
        return switch (op) {
            case Op.Gather _, Op.ScatterAdd _, Op.Cholesky _, Op.While _ -> true;
            case Op.Control control -> control.bodies().stream().anyMatch(Masking::isNeeded);
            case Op.Call(Graph body, var _) -> isNeeded(body);
            case Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Broadcast _,
                    Op.Reshape _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.TriangularSolve _,
                    Op.Barrier _ -> false;
        };
    }

    /// `graph` with the mask as its last input.
    static Graph of(Graph graph) {
        return at(graph, graph.inputs().size());
    }

    /// `graph` with the mask as input `position`.
    private static Graph at(Graph graph, int position) {
        GraphBuilder b = new GraphBuilder(graph.name());
        List<Expr> inputs = new ArrayList<>();
        String name = Symbols.fresh("mask", Set.copyOf(graph.inputNames()));
        for (int i = 0; i <= graph.inputs().size(); i++) {
            if (i == position) {
                inputs.add(b.input(name, TensorType.scalar(DType.BOOL)));
            }
            if (i < graph.inputs().size()) {
                Node input = graph.inputs().get(i);
                inputs.add(b.at(input.origin())
                        .input(graph.inputNames().get(i), graph.inputTypes().get(i)));
            }
        }
        Expr mask = inputs.remove(position);
        List<Expr> results = emit(b, graph, inputs, mask);
        for (int k = 0; k < results.size(); k++) {
            b.output(graph.outputs().get(k).name(), results.get(k));
        }
        return b.build();
    }

    private static List<Expr> emit(GraphBuilder b, Graph graph, List<Expr> inputs, Expr mask) {
        Expr[] values = new Expr[graph.valueCount()];
        int next = 0;
        for (Node node : graph.nodes()) {
            b.at(node.origin().isKnown() ? node.origin() : b.origin());
            List<Expr> x = node.operands().stream().map(v -> values[v]).toList();
            List<Expr> results = switch (node.op()) {
                case Op.Input _ -> List.of(inputs.get(next++));
                case Op.Call(Graph body, var _) -> emit(b, body, x, mask);
                case Op.Cholesky cholesky -> b.emit(cholesky, matrix(x.getFirst(), mask));
                case Op.Gather gather -> b.emit(gather, x.get(0), index(x.get(1), mask));
                case Op.ScatterAdd scatter -> b.emit(scatter, x.get(0), index(x.get(1), mask), x.get(2));
                case Op.Control control -> control(b, control, x, mask);
                case Op other -> b.emit(other, x);
            };
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(o -> values[o.value()]).toList();
    }

    private static Expr matrix(Expr a, Expr mask) {
        Expr one = a.diagonal().select(a.constant(1), a.constant(0));
        return mask.broadcast(a.shape(), List.of()).select(a, one);
    }

    private static Expr index(Expr index, Expr mask) {
        return mask.broadcast(index.shape(), List.of()).select(index, index.constant(0));
    }

    private static List<Expr> control(GraphBuilder b, Op.Control op, List<Expr> x, Expr mask) {
        return switch (op) {
            case Op.Scan scan -> {
                Graph body = at(scan.body(), scan.consts());
                Op.Scan masked =
                        new Op.Scan(body, scan.consts() + 1, scan.carry(), scan.sums(), scan.length(), scan.reversed());
                yield b.emit(masked, with(x, scan.consts(), mask));
            }
            case Op.Cond cond -> {
                int last = x.size() - 1;
                yield b.emit(
                        cond.with(body -> at(body, last)),
                        with(x, x.size(), mask.broadcast(x.getFirst().shape(), List.of())));
            }
            case Op.While loop -> {
                Graph condition = at(loop.condition(), loop.consts());
                GraphBuilder c = new GraphBuilder(condition.name());
                List<Expr> inputs = new ArrayList<>();
                for (int i = 0; i < condition.inputs().size(); i++) {
                    inputs.add(c.input(
                            condition.inputNames().get(i),
                            condition.inputTypes().get(i)));
                }
                Expr holds = c.inline(condition, inputs).getFirst();
                Expr runs = inputs.get(loop.consts()).broadcast(holds.shape(), List.of());
                Graph masked = c.output("holds", holds.and(runs)).build();
                Op.While other = new Op.While(masked, at(loop.step(), loop.consts()), loop.consts() + 1, loop.bound());
                int own = loop.step().inputTypes().getLast().shape().rank();
                Shape shape = x.getLast().shape();
                Shape batch = new Shape(shape.dims().subList(0, shape.rank() - own));
                yield b.emit(other, with(x, loop.consts(), mask.broadcast(batch, List.of())));
            }
        };
    }

    private static List<Expr> with(List<Expr> x, int position, Expr mask) {
        List<Expr> all = new ArrayList<>(x);
        all.add(position, mask);
        return all;
    }
}
