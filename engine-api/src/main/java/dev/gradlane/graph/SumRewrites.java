package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Exact rewrites of sums: of one element, of one product, of padded parts.
final class SumRewrites {
    private SumRewrites() {}

    /// Reduce over extents of 1 is a reshape: the only element is the first of its lane.
    static Optional<Expr> reduce(Op.Reduce op, Expr x) {
        boolean one = x.shape().select(op.axes()).dims().stream().allMatch(d -> d.is(1));
        return one ? Optional.of(x.reshape(x.shape().without(op.axes()))) : Optional.empty();
    }

    /// Dot of one product (K = 1, or an outer product) is a multiplication: fma(a, b, −0) = a·b.
    static Optional<Expr> dot(DotAxes axes, Expr a, Expr b) {
        if (!a.shape().select(axes.aContract()).dims().stream().allMatch(d -> d.is(1))) {
            return Optional.empty();
        }
        List<Integer> aFree = axes.aFree(a.shape().rank());
        List<Integer> bFree = axes.bFree(b.shape().rank());
        int batch = axes.aBatch().size();
        List<Dim> dims = new ArrayList<>(a.shape().select(axes.aBatch()).dims());
        dims.addAll(a.shape().select(aFree).dims());
        dims.addAll(b.shape().select(bFree).dims());
        Shape shape = new Shape(dims);
        List<Integer> aAxes = IntStream.range(0, batch + aFree.size()).boxed().toList();
        List<Integer> bAxes = new ArrayList<>(IntStream.range(0, batch).boxed().toList());
        IntStream.range(batch + aFree.size(), dims.size()).forEach(bAxes::add);
        Expr left = arrange(a, axes.aBatch(), aFree, axes.aContract()).broadcast(shape, aAxes);
        Expr right = arrange(b, axes.bBatch(), bFree, axes.bContract()).broadcast(shape, bAxes);
        return Optional.of(left.mul(right));
    }

    /// `x` with axes in the order batch, free, and the contracted ones (extent 1) dropped.
    private static Expr arrange(Expr x, List<Integer> batch, List<Integer> free, List<Integer> contract) {
        List<Integer> order = new ArrayList<>(batch);
        order.addAll(free);
        List<Integer> all = new ArrayList<>(order);
        all.addAll(contract);
        return x.permute(all).reshape(x.shape().select(order));
    }

    /// pad(x) + pad(y) on disjoint ranges of one axis, both filled with −0, is their concatenation, padded.
    static Optional<Expr> disjointPads(Expr a, Expr b) {
        if (!(a.node().op() instanceof Op.Pad p && b.node().op() instanceof Op.Pad q)
                || p.axis() != q.axis()
                || p.interior() != 0
                || q.interior() != 0
                || !isFilledWithIdentity(a)
                || !isFilledWithIdentity(b)) {
            return Optional.empty();
        }
        Expr x = operand(a, 0);
        Expr y = operand(b, 0);
        long xEnd = p.low() + ((Dim.Fixed) x.shape().dim(p.axis())).size();
        long yEnd = q.low() + ((Dim.Fixed) y.shape().dim(q.axis())).size();
        if (xEnd <= q.low()) {
            return Optional.of(join(p.axis(), x, q.low() - xEnd, y, p.low(), q.high(), operand(a, 1)));
        }
        if (yEnd <= p.low()) {
            return Optional.of(join(p.axis(), y, p.low() - yEnd, x, q.low(), p.high(), operand(a, 1)));
        }
        return Optional.empty();
    }

    private static Expr join(int axis, Expr first, long gap, Expr second, long low, long high, Expr filler) {
        List<Expr> parts = new ArrayList<>(List.of(first));
        if (gap > 0) {
            parts.add(first.builder()
                    .constantBits(
                            first.type().withShape(first.shape().with(axis, Dim.of(gap))),
                            filler.splat().getAsLong()));
        }
        parts.add(second);
        return GraphBuilder.only(first.builder().emit(new Op.Concatenate(axis), parts))
                .pad(axis, low, high, 0, filler);
    }

    private static boolean isFilledWithIdentity(Expr pad) {
        OptionalLong filler = operand(pad, 1).splat();
        return pad.dtype().isFloat()
                && filler.isPresent()
                && filler.getAsLong() == pad.dtype().bitsOf(-0.0);
    }

    private static Expr operand(Expr x, int index) {
        return x.builder().value(x.node().operands().get(index));
    }
}
