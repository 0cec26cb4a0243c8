package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Shape-changing operations of tensors in the current trace.
final class Views {
    private Views() {}

    static Tensor apply(String name, Tensor x, UnaryOperator<Expr> operation) {
        Trace trace = Trace.current(name);
        trace.here();
        return trace.tensor(operation.apply(trace.lift(x)));
    }

    /// `x` repeated along missing and 1-sized axes.
    static Expr broadcast(Expr x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        int offset = shape.rank() - x.shape().rank();
        List<Integer> axes = new ArrayList<>();
        List<Dim> kept = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            Dim dim = x.shape().dim(i);
            boolean fits = offset >= 0 && (dim.equals(shape.dim(offset + i)) || dim.is(1));
            if (!fits) {
                throw new GraphException("cannot broadcast " + x.shape() + " to " + shape + " at " + Origin.here());
            }
            if (dim.equals(shape.dim(offset + i))) {
                axes.add(offset + i);
                kept.add(dim);
            }
        }
        return x.reshape(new Shape(kept)).broadcast(shape, axes);
    }

    static long size(Tensor x, int axis) {
        Shape shape = x.shape();
        int at = axis < 0 ? axis + shape.rank() : axis;
        if (at < 0 || at >= shape.rank()) {
            throw new GraphException("a tensor " + x.type() + " has no axis " + axis + ", at " + Origin.here());
        }
        return switch (shape.dim(at)) {
            case Dim.Fixed(long size) -> size;
            case Dim.Symbol(String name) ->
                throw new GraphException("axis " + axis + " of " + x.type() + " has the size " + name
                        + ", which is known when the program runs, at " + Origin.here());
        };
    }

    static Tensor transpose(Tensor x, int... axes) {
        return apply("transpose", x, e -> {
            int rank = e.shape().rank();
            List<Integer> order = axes.length == 0
                    ? IntStream.range(0, rank).mapToObj(i -> rank - 1 - i).toList()
                    : Arrays.stream(axes).boxed().toList();
            return e.permute(order);
        });
    }

    /// The axes named, or all; a negative one counts from the last.
    static List<Integer> axes(Shape shape, int... axes) {
        return axes.length == 0
                ? IntStream.range(0, shape.rank()).boxed().toList()
                : Arrays.stream(axes)
                        .map(a -> a < 0 ? a + shape.rank() : a)
                        .boxed()
                        .toList();
    }

    /// `reduced`, which lacks the `axes` of `x`, repeated along them.
    static Tensor along(Tensor reduced, Tensor x, int... axes) {
        List<Integer> missing = axes(x.shape(), axes);
        List<Integer> kept = IntStream.range(0, x.shape().rank())
                .filter(i -> !missing.contains(i))
                .boxed()
                .toList();
        return apply("broadcast", reduced, r -> r.broadcast(x.shape(), kept));
    }

    static Tensor mean(Tensor x, int... axes) {
        return apply("mean", x, e -> {
            List<Integer> reduced = axes(e.shape(), axes);
            Expr sum = e.reduce(Reduction.SUM, reduced);
            return sum.div(count(sum, e.shape().select(reduced)));
        });
    }

    /// The number of elements of `extents`, as a splat like `x`.
    private static Expr count(Expr x, Shape extents) {
        if (extents.isFixed()) {
            return x.constant(extents.size());
        }
        Expr n = x.builder().emit(new Op.Extent(extents)).getFirst();
        return n.convert(x.dtype()).broadcast(x.shape(), List.of());
    }

    static Tensor matmul(Tensor a, Tensor b) {
        Trace trace = Trace.current("matmul");
        trace.here();
        Expr x = trace.lift(a);
        Expr y = trace.lift(b);
        if (x.shape().rank() == 0 || y.shape().rank() == 0) {
            throw new GraphException("matmul of " + x.type() + " and " + y.type() + " at " + Origin.here()
                    + ": both need an axis to sum over; times multiplies by a scalar");
        }
        return trace.tensor(x.dot(y, DotAxes.contract(x.shape().rank() - 1, 0)));
    }

    static Tensor concatenate(int axis, List<Tensor> parts) {
        Trace trace = Trace.current("concatenate");
        trace.here();
        List<Expr> lifted = parts.stream().map(trace::lift).toList();
        return trace.tensor(
                trace.builder().emit(new Op.Concatenate(axis), lifted).getFirst());
    }

    static Tensor stack(List<Tensor> parts) {
        Trace trace = Trace.current("stack");
        trace.here();
        List<Expr> rows = parts.stream()
                .map(trace::lift)
                .map(part -> part.reshape(part.shape().prepend(Dim.of(1))))
                .toList();
        return trace.tensor(trace.builder().emit(new Op.Concatenate(0), rows).getFirst());
    }

    static Tensor iota(DType dtype, long size) {
        Trace trace = Trace.current("iota");
        return trace.tensor(trace.here()
                .emit(new Op.Iota(new TensorType(dtype, Shape.of(size)), 0))
                .getFirst());
    }

    /// Whether the index is the place along a new last axis.
    static Tensor oneHot(Tensor indices, long classes) {
        return apply("oneHot", indices, index -> {
            List<Integer> kept =
                    IntStream.range(0, index.shape().rank()).boxed().toList();
            List<Dim> dims = new ArrayList<>(index.shape().dims());
            dims.add(Dim.of(classes));
            TensorType type = new TensorType(index.dtype(), new Shape(dims));
            Expr position = index.builder().emit(new Op.Iota(type, kept.size())).getFirst();
            return position.eq(index.broadcast(type.shape(), kept));
        });
    }
}
