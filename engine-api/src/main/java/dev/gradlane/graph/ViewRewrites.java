package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Exact rewrites of views: views of views compose, views of splats are splats, and an elementwise function of equal
/// views is the view of the function, which is computed on fewer elements.
final class ViewRewrites {
    private ViewRewrites() {}

    static Optional<Expr> map(Elementwise function, List<Expr> x) {
        Optional<Expr> viewed = x.stream().filter(e -> e.splat().isEmpty()).findFirst();
        if (viewed.isEmpty() || !isView(viewed.get().node().op())) {
            return Optional.empty();
        }
        Op view = viewed.get().node().op();
        Shape source = source(viewed.get()).shape();
        List<Expr> inner = new ArrayList<>();
        for (Expr operand : x) {
            if (operand.splat().isPresent()) {
                inner.add(operand.builder()
                        .constantBits(
                                operand.type().withShape(source),
                                operand.splat().getAsLong()));
            } else if (operand.node().op().equals(view)
                    && source(operand).shape().equals(source)) {
                inner.add(source(operand));
            } else {
                return Optional.empty();
            }
        }
        GraphBuilder builder = x.getFirst().builder();
        return Optional.of(GraphBuilder.only(builder.emit(view, builder.map(function, inner))));
    }

    private static boolean isView(Op op) {
        return op instanceof Op.Broadcast || op instanceof Op.Reshape || op instanceof Op.Permute;
    }

    private static Expr source(Expr view) {
        return view.builder().value(view.node().operands().getFirst());
    }

    static Optional<Expr> broadcast(Op.Broadcast op, Expr x) {
        if (x.shape().equals(op.shape())) {
            return Optional.of(x);
        }
        if (x.node().op() instanceof Op.Broadcast(Shape _, List<Integer> inner)) {
            return Optional.of(source(x)
                    .broadcast(op.shape(), inner.stream().map(op.axes()::get).toList()));
        }
        return splat(x, op.shape());
    }

    static Optional<Expr> reshape(Shape shape, Expr x) {
        if (x.shape().equals(shape)) {
            return Optional.of(x);
        }
        return x.node().op() instanceof Op.Reshape ? Optional.of(source(x).reshape(shape)) : splat(x, shape);
    }

    static Optional<Expr> permute(List<Integer> axes, Expr x) {
        if (IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) == i)) {
            return Optional.of(x);
        }
        if (x.node().op() instanceof Op.Permute(List<Integer> inner)) {
            return Optional.of(source(x).permute(axes.stream().map(inner::get).toList()));
        }
        return splat(x, x.shape().select(axes));
    }

    static Optional<Expr> slice(Op.Slice op, Expr x) {
        if (op.stride() == 1 && x.shape().dim(op.axis()).is(op.size())) {
            return Optional.of(x);
        }
        return splat(x, x.shape().with(op.axis(), Dim.of(op.size())));
    }

    /// Of one element nothing changes; twice, nothing does.
    static Optional<Expr> reverse(int axis, Expr x) {
        if (x.shape().dim(axis).is(1) || x.splat().isPresent()) {
            return Optional.of(x);
        }
        return x.node().op().equals(new Op.Reverse(axis)) ? Optional.of(source(x)) : Optional.empty();
    }

    static Optional<Expr> pad(Op.Pad op, List<Expr> x) {
        boolean nothing = op.low() == 0 && op.high() == 0 && op.interior() == 0;
        return nothing ? Optional.of(x.getFirst()) : Optional.empty();
    }

    static Optional<Expr> concatenate(int axis, List<Expr> x) {
        if (x.size() == 1) {
            return Optional.of(x.getFirst());
        }
        Op same = new Op.Concatenate(axis);
        if (x.stream().noneMatch(e -> e.node().op().equals(same))) {
            return Optional.empty();
        }
        List<Expr> flat = new ArrayList<>();
        for (Expr part : x) {
            if (part.node().op().equals(same)) {
                part.node().operands().forEach(id -> flat.add(part.builder().value(id)));
            } else {
                flat.add(part);
            }
        }
        return Optional.of(GraphBuilder.only(x.getFirst().builder().emit(same, flat)));
    }

    private static Optional<Expr> splat(Expr x, Shape shape) {
        return x.splat().isEmpty()
                ? Optional.empty()
                : Optional.of(x.builder()
                        .constantBits(x.type().withShape(shape), x.splat().getAsLong()));
    }
}
