package dev.gradlane.pass;

import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A factor of an elementwise product: `source` repeated so that its axis i is the product's axis `axes[i]`.
record OuterProduct(Expr source, List<Integer> axes) {
    private static OuterProduct of(Expr x) {
        return x.node().op() instanceof Op.Broadcast(var _, List<Integer> axes)
                ? new OuterProduct(new Expr(x.builder(), x.node().operands().getFirst()), axes)
                : new OuterProduct(
                        x, IntStream.range(0, x.shape().rank()).boxed().toList());
    }

    private List<Integer> positions(List<Integer> productAxes) {
        return productAxes.stream().map(axes::indexOf).toList();
    }

    /// Σ u·v over `axes` as a Dot, if both factors have these axes and at least one other axis is only in one
    /// of them.
    static Optional<Expr> sum(Expr u, Expr v, List<Integer> axes) {
        OuterProduct a = of(u);
        OuterProduct b = of(v);
        List<Integer> shared = new ArrayList<>();
        List<Integer> aFree = new ArrayList<>();
        List<Integer> bFree = new ArrayList<>();
        for (int axis = 0; axis < u.shape().rank(); axis++) {
            boolean inA = a.axes.contains(axis);
            boolean inB = b.axes.contains(axis);
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
        Expr dot = a.source.dot(
                b.source, new DotAxes(a.positions(shared), b.positions(shared), a.positions(axes), b.positions(axes)));
        List<Integer> order = new ArrayList<>(shared);
        order.addAll(aFree);
        order.addAll(bFree);
        return Optional.of(
                dot.permute(order.stream().sorted().map(order::indexOf).toList()));
    }
}
