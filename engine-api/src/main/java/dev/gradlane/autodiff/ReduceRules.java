package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
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

    /// Cotangent of x for y = max(x) or min(x): ȳ shared equally among the elements that tie.
    static Expr extremumCotangent(Expr x, Expr y, Expr ybar, List<Integer> axes) {
        Expr ties = ties(x, y, axes);
        Expr share = ybar.div(count(ties, x, axes));
        return ties.select(along(share, x.shape(), axes), x.constant(0));
    }

    /// Tangent of y = max(x) or min(x): the mean of the tangents of the elements that tie.
    static Expr extremumTangent(Expr x, Expr y, Expr dx, List<Integer> axes) {
        Expr ties = ties(x, y, axes);
        return ties.select(dx, x.constant(0)).reduce(Reduction.SUM, axes).div(count(ties, x, axes));
    }

    /// The elements that are the result. Of a NaN these are the NaNs, as PyTorch has it: like the elementwise
    /// maximum, which passes its cotangent on at a NaN, so a NaN does not cut a gradient off unseen.
    private static Expr ties(Expr x, Expr y, List<Integer> axes) {
        return x.eq(along(y, x.shape(), axes)).or(x.ne(x));
    }

    private static Expr count(Expr ties, Expr x, List<Integer> axes) {
        return ties.select(x.constant(1), x.constant(0)).reduce(Reduction.SUM, axes);
    }

    /// ∂/∂x of y = prod(x), per element: the product of the others. Over fixed extents by a tree of
    /// products, which has no division, holds for any number of zeros and is an ordinary program, so
    /// differentiable again. Over a symbolic extent there is no such tree: see [#quotient].
    static Expr productOfOthers(Expr x, List<Integer> axes) {
        if (!x.shape().select(axes).isFixed()) {
            return quotient(x, axes);
        }
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, x.shape().rank()).filter(i -> !axes.contains(i)).forEach(order::add);
        int kept = order.size();
        order.addAll(axes);
        Expr last = x.permute(order);
        List<Dim> dims = new ArrayList<>(last.shape().dims().subList(0, kept));
        dims.add(Dim.of(x.shape().select(axes).size()));
        Expr others = others(last.reshape(new Shape(dims)), kept);
        return others.reshape(last.shape())
                .permute(IntStream.range(0, order.size())
                        .mapToObj(order::indexOf)
                        .toList());
    }

    /// The tree of halves of [dev.gradlane.graph.Order#HALVES] and back: element i of the first half is
    /// multiplied with element i of the second, so what both lack is what their product lacks.
    private static Expr others(Expr x, int axis) {
        long n = ((Dim.Fixed) x.shape().dim(axis)).size();
        if (n <= 1) {
            return x.constant(1);
        }
        long paired = n / 2;
        long half = n - paired;
        Expr first = x.slice(axis, 0, paired, 1);
        Expr second = x.slice(axis, half, paired, 1);
        Expr products = join(axis, first.mul(second), x.slice(axis, paired, half - paired, 1));
        Expr rest = others(products, axis);
        Expr common = rest.slice(axis, 0, paired, 1);
        Expr alone = rest.slice(axis, paired, half - paired, 1);
        return join(axis, join(axis, common.mul(second), alone), common.mul(first));
    }

    private static Expr join(int axis, Expr a, Expr b) {
        return b.shape().dim(axis).is(0)
                ? a
                : a.builder().emit(new Op.Concatenate(axis), a, b).getFirst();
    }

    /// The product of the others with no zero among them is y/x; with one, the product of the rest at the
    /// zero and 0 elsewhere; with more, 0. Differentiable again where no element is 0.
    private static Expr quotient(Expr x, List<Integer> axes) {
        Expr isZero = x.eq(0);
        Expr zeros = along(isZero.select(x.constant(1), x.constant(0)).reduce(Reduction.SUM, axes), x.shape(), axes);
        Expr nonzero = isZero.select(x.constant(1), x);
        Expr rest = along(nonzero.reduce(Reduction.PROD, axes), x.shape(), axes);
        Expr atZero = zeros.eq(1).select(isZero.select(rest, x.constant(0)), x.constant(0));
        return zeros.eq(0).select(rest.div(nonzero), atZero);
    }
}
