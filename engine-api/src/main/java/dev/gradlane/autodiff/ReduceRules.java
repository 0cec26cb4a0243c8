package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Derivatives of reductions that are not linear.
final class ReduceRules {
    private ReduceRules() {}

    /// `reduced`, which lacks `axes` of `shape`, repeated along them.
    static Expr along(Expr reduced, Shape shape, List<Integer> axes) {
        List<Integer> kept = IntStream.range(0, shape.rank())
                .filter(i -> !axes.contains(i))
                .boxed()
                .toList();
        return reduced.broadcast(shape, kept);
    }

    /// Cotangent of x for y = max(x) or min(x): ȳ shared equally among the elements that tie; none where y
    /// is NaN.
    static Expr extremumCotangent(Expr x, Expr y, Expr ybar, List<Integer> axes) {
        Expr ties = x.eq(along(y, x.shape(), axes));
        Expr share = ybar.div(count(ties, x, axes));
        return ties.select(along(share, x.shape(), axes), x.constant(0));
    }

    /// Tangent of y = max(x) or min(x): the mean of the tangents of the elements that tie.
    static Expr extremumTangent(Expr x, Expr y, Expr dx, List<Integer> axes) {
        Expr ties = x.eq(along(y, x.shape(), axes));
        return ties.select(dx, x.constant(0)).reduce(Reduction.SUM, axes).div(count(ties, x, axes));
    }

    private static Expr count(Expr ties, Expr x, List<Integer> axes) {
        return ties.select(x.constant(1), x.constant(0)).reduce(Reduction.SUM, axes);
    }

    /// ∂/∂x of y = prod(x), per element: the product of the others. With no zero among them it is y/x; with
    /// one, the product of the rest at the zero and 0 elsewhere; with more, 0. Differentiable again where
    /// no element is 0.
    static Expr productOfOthers(Expr x, List<Integer> axes) {
        Expr isZero = x.eq(0);
        Expr zeros = along(isZero.select(x.constant(1), x.constant(0)).reduce(Reduction.SUM, axes), x.shape(), axes);
        Expr nonzero = isZero.select(x.constant(1), x);
        Expr rest = along(nonzero.reduce(Reduction.PROD, axes), x.shape(), axes);
        Expr atZero = zeros.eq(1).select(isZero.select(rest, x.constant(0)), x.constant(0));
        return zeros.eq(0).select(rest.div(nonzero), atZero);
    }
}
