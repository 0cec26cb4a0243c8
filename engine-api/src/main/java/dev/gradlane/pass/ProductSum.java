package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Sums over a batch. A sum of *outer products* over symbolic axes is built as a [Op.Dot] that contracts
/// them: the gradient of a weight matrix is then one matrix product and no array of per-sample matrices
/// exists. The same through sums, differences and negations of outer products. Everything else is a plain
/// sum.
///
/// A defining choice, made where a batch sum is built (here) and never afterwards: a Dot adds in order
/// `chain`, a plain sum in order `lanes`.
public final class ProductSum {
    private ProductSum() {}

    /// The sum of `x` over `axes`.
    public static Expr sum(Expr x, List<Integer> axes) {
        boolean batch = axes.stream().anyMatch(a -> x.shape().dim(a) instanceof Dim.Symbol);
        Optional<Expr> dot = batch && x.dtype().isFloat() ? products(x, axes) : Optional.empty();
        return dot.orElseGet(() -> x.reduce(Reduction.SUM, axes));
    }

    private static Optional<Expr> products(Expr x, List<Integer> axes) {
        Node node = x.node();
        if (!(node.op() instanceof Op.Map(ScalarOp op))) {
            return Optional.empty();
        }
        List<Expr> operands =
                node.operands().stream().map(id -> new Expr(x.builder(), id)).toList();
        return switch (op) {
            case MUL -> outerProduct(operands.get(0), operands.get(1), axes);
            case ADD ->
                products(operands.get(0), axes)
                        .flatMap(u -> products(operands.get(1), axes).map(u::add));
            case SUB ->
                products(operands.get(0), axes)
                        .flatMap(u -> products(operands.get(1), axes).map(u::sub));
            case NEG -> products(operands.getFirst(), axes).map(Expr::neg);
            // any other instruction is not a sum of products
            default -> Optional.empty();
        };
    }

    /// A factor: `source` repeated so that its axis i is the product's axis `axes[i]`.
    private record Factor(Expr source, List<Integer> axes) {
        static Factor of(Expr x) {
            return x.node().op() instanceof Op.Broadcast(var _, List<Integer> axes)
                    ? new Factor(new Expr(x.builder(), x.node().operands().getFirst()), axes)
                    : new Factor(x, IntStream.range(0, x.shape().rank()).boxed().toList());
        }

        List<Integer> positions(List<Integer> productAxes) {
            return productAxes.stream().map(axes::indexOf).toList();
        }
    }

    private static Optional<Expr> outerProduct(Expr u, Expr v, List<Integer> axes) {
        Factor a = Factor.of(u);
        Factor b = Factor.of(v);
        List<Integer> shared = new ArrayList<>();
        List<Integer> aFree = new ArrayList<>();
        List<Integer> bFree = new ArrayList<>();
        for (int axis = 0; axis < u.shape().rank(); axis++) {
            boolean inA = a.axes().contains(axis);
            boolean inB = b.axes().contains(axis);
            boolean summed = axes.contains(axis);
            if (summed ? !(inA && inB) : !(inA || inB)) {
                return Optional.empty();
            }
            if (!summed) {
                (inA && inB ? shared : inA ? aFree : bFree).add(axis);
            }
        }
        if (aFree.isEmpty() && bFree.isEmpty()) {
            return Optional.empty();
        }
        Expr dot = a.source()
                .dot(
                        b.source(),
                        new DotAxes(a.positions(shared), b.positions(shared), a.positions(axes), b.positions(axes)));
        List<Integer> order = new ArrayList<>(shared);
        order.addAll(aFree);
        order.addAll(bFree);
        return Optional.of(
                dot.permute(order.stream().sorted().map(order::indexOf).toList()));
    }
}
