package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The end of the defining passes: calls inlined, composites expanded, choices that differ by sample made
/// selections, in bodies too; normal form, dead code removed, and moved out of loops what does not depend on their
/// state. The *frozen graph* fixes every bit of the result; it is what the reference executes and what [Digest] names.
/// Idempotent.
public final class Freeze {
    private Freeze() {}

    /// The frozen graph: what devices execute and whose digest is printed.
    public static Graph of(Graph graph) {
        return Hoisting.of(expanded(graph));
    }

    private static Graph expanded(Graph graph) {
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
                case Op.Control control -> control(b, control, operands);
                case Op other -> b.emit(other, operands);
            };
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(o -> values[o.value()]).toList();
    }

    private static List<Expr> control(GraphBuilder b, Op.Control op, List<Expr> x) {
        return switch (op) {
            case Op.Scan scan -> b.emit(scan.with(Freeze::expanded), x);
            case Op.Cond cond when x.getFirst().shape().rank() == 0 -> b.emit(cond.with(Freeze::expanded), x);
            case Op.Cond cond -> select(b, cond, x);
            case Op.While loop -> {
                Op.While one = MaskedLoop.isOne(loop, x) ? loop : MaskedLoop.of(loop, x);
                List<Expr> operands = new ArrayList<>(x);
                if (one != loop) {
                    operands.add(inline(b, MaskedLoop.first(loop, x), x).getFirst());
                }
                yield b.emit(one.with(Freeze::expanded), operands).subList(0, loop.carry());
            }
        };
    }

    /// Both branches of every sample; a branch's operands that are one value repeated are taken once.
    private static List<Expr> select(GraphBuilder b, Op.Cond op, List<Expr> x) {
        Expr choice = x.getFirst();
        Shape batch = choice.shape();
        Set<Integer> mapped = new HashSet<>();
        List<Expr> operands = new ArrayList<>();
        for (int i = 1; i < x.size(); i++) {
            Optional<Expr> shared = shared(x.get(i), batch.rank());
            operands.add(shared.orElse(x.get(i)));
            if (shared.isEmpty()) {
                mapped.add(i - 1);
            }
        }
        List<Expr> ifTrue = branch(b, op.ifTrue(), mapped, batch, operands, choice);
        List<Expr> ifFalse = branch(b, op.ifFalse(), mapped, batch, operands, choice.not());
        List<Integer> axes = IntStream.range(0, batch.rank()).boxed().toList();
        return IntStream.range(0, ifTrue.size())
                .mapToObj(k -> choice.broadcast(ifTrue.get(k).shape(), axes).select(ifTrue.get(k), ifFalse.get(k)))
                .toList();
    }

    /// A branch for the whole batch, which cannot fault for samples that did not choose it; where the samples
    /// share all operands it is computed once.
    private static List<Expr> branch(
            GraphBuilder b, Graph branch, Set<Integer> mapped, Shape batch, List<Expr> operands, Expr chosen) {
        if (Masking.isNeeded(branch)) {
            Set<Integer> all = new HashSet<>(mapped);
            all.add(operands.size());
            List<Expr> masked = new ArrayList<>(operands);
            masked.add(chosen);
            return inline(b, Batch.over(Masking.of(branch), all, batch), masked);
        }
        if (!mapped.isEmpty()) {
            return inline(b, Batch.over(branch, mapped, batch), operands);
        }
        return inline(b, branch, operands).stream()
                .map(y -> {
                    List<Dim> dims = new ArrayList<>(batch.dims());
                    dims.addAll(y.shape().dims());
                    return y.broadcast(
                            new Shape(dims),
                            IntStream.range(batch.rank(), dims.size()).boxed().toList());
                })
                .toList();
    }

    /// What `x` repeats along all of its first `rank` axes.
    private static Optional<Expr> shared(Expr x, int rank) {
        if (!(x.node().op() instanceof Op.Broadcast(Shape shape, List<Integer> axes))) {
            return Optional.empty();
        }
        List<Integer> own = IntStream.range(rank, shape.rank()).boxed().toList();
        return axes.equals(own)
                ? Optional.of(new Expr(x.builder(), x.node().operands().getFirst()))
                : Optional.empty();
    }
}
