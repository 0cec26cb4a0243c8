package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/// Functions of arrays that choose elements by an index which is a value, for static import. Indices are i32 or i64 and
/// have no derivative; a negative `axis` counts from the last.
///
/// One rule for all: an index outside of 0 … n−1 ends the run with a [ComputeException] that names the sample and
/// your line. Nothing is clamped, wrapped or dropped.
public final class Indexing {
    private Indexing() {}

    /// Whole slices along `axis`: the axes of `indices` stand in its place. `take(table, 0, ids)` looks up rows,
    /// `take(x, 0, i)` with a scalar i is element i.
    public static Tensor take(Tensor x, int axis, Tensor indices) {
        return apply("take", List.of(x, indices), e -> {
            int at = axis(e.get(0), axis);
            return e.get(0).gather(e.get(1), at, 0);
        });
    }

    /// One element per index: y[…, k, …] = x[…, i[…, k, …], …] along `axis`. `indices` has x's extents along all
    /// other axes.
    public static Tensor takeAlong(Tensor x, int axis, Tensor indices) {
        return apply("takeAlong", List.of(x, indices), e -> {
            int at = axis(e.get(0), axis);
            requireSameRank("takeAlong", e.get(0), e.get(1));
            return e.get(0).gatherAlong(e.get(1), at);
        });
    }

    /// x with the slices of `updates` added along `axis` at `indices`; equal indices add up, in the pinned order of
    /// [Op.ScatterAdd]. `updates` has the shape of `take(x, axis, indices)`.
    public static Tensor scatterAdd(Tensor x, int axis, Tensor indices, Tensor updates) {
        return apply(
                "scatterAdd",
                List.of(x, indices, updates),
                e -> e.get(0).scatterAdd(e.get(1), e.get(2), axis(e.get(0), axis), 0));
    }

    /// x with one element of `updates` added per index: `updates` has the shape of `indices`, see [#takeAlong].
    public static Tensor scatterAddAlong(Tensor x, int axis, Tensor indices, Tensor updates) {
        return apply("scatterAddAlong", List.of(x, indices, updates), e -> {
            int at = axis(e.get(0), axis);
            requireSameRank("scatterAddAlong", e.get(0), e.get(1));
            return e.get(0).scatterAddAlong(e.get(1), e.get(2), at);
        });
    }

    /// Elements start, start+1, … (`size` of them) along `axis`. A slice that leaves the axis is an index out of range.
    ///
    /// @param start a scalar i32 or i64
    public static Tensor dynamicSlice(Tensor x, int axis, Tensor start, long size) {
        return apply("dynamicSlice", List.of(x, start), e -> {
            int at = axis(e.get(0), axis);
            return e.get(0).gather(positions(e.get(1), size), at, 0);
        });
    }

    /// x with elements start, start+1, … along `axis` replaced by those of `update`, which has x's extents along all
    /// other axes. An update that leaves the axis is an index out of range.
    ///
    /// Made of a [Op.ScatterAdd] onto −0, the identity of addition: −0 + u is u, to the bit.
    ///
    /// @param start a scalar i32 or i64
    public static Tensor dynamicUpdate(Tensor x, int axis, Tensor start, Tensor update) {
        return apply("dynamicUpdate", List.of(x, start, update), e -> {
            Expr to = e.get(0);
            if (to.dtype() == DType.BOOL) {
                Expr numbers = updated(number(to), axis(to, axis), e.get(1), number(e.get(2)));
                return numbers.ne(0);
            }
            return updated(to, axis(to, axis), e.get(1), e.get(2));
        });
    }

    private static Expr number(Expr flag) {
        return flag.select(flag.constant(DType.I32, 1), flag.constant(DType.I32, 0));
    }

    private static Expr updated(Expr x, int axis, Expr start, Expr update) {
        if (axis >= update.shape().rank() || !(update.shape().dim(axis) instanceof Dim.Fixed(long size))) {
            throw new GraphException("dynamicUpdate along axis " + axis + " of " + x.type() + " by " + update.type()
                    + " at " + Origin.here() + ": the update needs a fixed extent there");
        }
        if (size == 0) {
            return x;
        }
        Expr indices = positions(start, size);
        Expr position = x.builder()
                .emit(new Op.Iota(x.type().withDType(start.dtype()), axis))
                .getFirst();
        Expr distance = position.sub(start.broadcast(x.shape(), List.of()));
        Expr replaced = distance.ltu(distance.constant(size));
        return replaced.select(x.constant(-0.0), x).scatterAdd(indices, update, axis, 0);
    }

    private static Expr positions(Expr start, long size) {
        if (start.shape().rank() != 0) {
            throw new GraphException("a start is a scalar, got " + start.type() + " at " + Origin.here());
        }
        Shape shape = Shape.of(size);
        return start.builder()
                .emit(new Op.Iota(new TensorType(start.dtype(), shape), 0))
                .getFirst()
                .add(start.broadcast(shape, List.of()));
    }

    /// The index of the largest element along `axis`, an i64: of the first NaN if there is one, else the lowest
    /// index among equals (−0 equals +0).
    ///
    /// Made of two reductions and a comparison, so every device has it.
    public static Tensor argmax(Tensor x, int axis) {
        return extremum("argmax", x, axis, Reduction.MAX);
    }

    /// The index of the smallest element along `axis`: see [#argmax].
    public static Tensor argmin(Tensor x, int axis) {
        return extremum("argmin", x, axis, Reduction.MIN);
    }

    private static Tensor extremum(String name, Tensor x, int axis, Reduction kind) {
        return apply(name, List.of(x), operands -> {
            Expr e = operands.getFirst();
            int at = axis(e, axis);
            if (e.shape().dim(at).is(0)) {
                throw new GraphException(
                        name + " along axis " + at + " of " + e.type() + " at " + Origin.here() + ": there is none");
            }
            List<Integer> kept = IntStream.range(0, e.shape().rank())
                    .filter(i -> i != at)
                    .boxed()
                    .toList();
            Expr extreme = e.reduce(kind, List.of(at)).broadcast(e.shape(), kept);
            Expr found = e.eq(extreme);
            // where the extremum is NaN nothing equals it, and the NaNs are what is sought
            Expr hits = e.dtype().isFloat() ? found.or(e.ne(e)) : found;
            Expr index = e.builder()
                    .emit(new Op.Iota(e.type().withDType(DType.I64), at))
                    .getFirst();
            Expr none = index.constantBits(Long.MAX_VALUE);
            return hits.select(index, none).reduce(Reduction.MIN, List.of(at));
        });
    }

    /// The elements along each of `axes` in reverse; without axes along all.
    public static Tensor reverse(Tensor x, int... axes) {
        return apply("reverse", List.of(x), e -> {
            Expr reversed = e.getFirst();
            for (int axis : Views.axes(reversed.shape(), axes)) {
                reversed = reversed.reverse(axis);
            }
            return reversed;
        });
    }

    /// The elements along `axis` in ascending order: −0 before +0, NaNs last. The derivative follows each element
    /// to its place.
    public static Tensor sort(Tensor x, int axis) {
        return apply(
                "sort",
                List.of(x),
                e -> e.getFirst().sort(axis(e.getFirst(), axis)).get(0));
    }

    /// The indices that put x in order along `axis`, an i64: `takeAlong(x, axis, argsort(x, axis))` is
    /// `sort(x, axis)`. Equal elements keep their order.
    public static Tensor argsort(Tensor x, int axis) {
        return apply(
                "argsort",
                List.of(x),
                e -> e.getFirst().sort(axis(e.getFirst(), axis)).get(1));
    }

    /// The elements along `axis` in the reverse of the order of [#sort]: NaNs first, +0 before −0.
    public static Tensor sortDescending(Tensor x, int axis) {
        return apply(
                "sortDescending",
                List.of(x),
                e -> descending(e.getFirst(), axis(e.getFirst(), axis)).get(0));
    }

    /// The indices that put x in the order of [#sortDescending], an i64. Equal elements keep their order.
    public static Tensor argsortDescending(Tensor x, int axis) {
        return apply(
                "argsortDescending",
                List.of(x),
                e -> descending(e.getFirst(), axis(e.getFirst(), axis)).get(1));
    }

    /// The k first of [#sortDescending] and of [#argsortDescending].
    ///
    /// @param values the k largest elements, the largest first
    /// @param indices where they were, an i64; of equal elements the first ones
    public record TopK(Tensor values, Tensor indices) {}

    /// The k largest elements along `axis`. A NaN is larger than every number, +0 larger than −0 (unlike [#argmax],
    /// for which they are equal). The derivative follows each element to its place.
    ///
    /// @param k at most the extent of the axis, which is a number
    public static TopK topK(Tensor x, long k, int axis) {
        Trace trace = Trace.current("topK");
        trace.here();
        Expr e = trace.lift(x);
        int at = axis(e, axis);
        if (k < 0 || at < 0 || at >= e.shape().rank() || !(e.shape().dim(at) instanceof Dim.Fixed(long n) && k <= n)) {
            throw new GraphException("topK of " + k + " along axis " + axis + " of " + e.type() + " at " + Origin.here()
                    + ": k is at least 0 and at most the extent of the axis, a number");
        }
        List<Tensor> first = descending(e, at).stream()
                .map(all -> trace.tensor(all.slice(at, 0, k, 1)))
                .toList();
        return new TopK(first.get(0), first.get(1));
    }

    /// Sorted elements and their indices: turned around before and after, so that equals keep their order.
    private static List<Expr> descending(Expr x, int axis) {
        List<Expr> sorted = x.reverse(axis).sort(axis);
        Expr fromEnd = sorted.get(1).reverse(axis);
        if (!(x.shape().dim(axis) instanceof Dim.Fixed(long n))) {
            throw new GraphException("a descending sort along axis " + axis + " of " + x.type() + " at " + Origin.here()
                    + ": it needs a fixed extent there");
        }
        return List.of(sorted.get(0).reverse(axis), fromEnd.constant(n - 1).sub(fromEnd));
    }

    /// Running sums along `axis`, each element included, in the pinned order of [Op.CumSum].
    public static Tensor cumSum(Tensor x, int axis) {
        return cumSum(x, axis, false, false);
    }

    /// Running sums along `axis`, in the pinned order of [Op.CumSum].
    ///
    /// @param exclusive without the element itself: the first of them is the sum of nothing, +0
    /// @param reverse from the end of the axis on
    public static Tensor cumSum(Tensor x, int axis, boolean exclusive, boolean reverse) {
        return apply("cumSum", List.of(x), e -> {
            int at = axis(e.getFirst(), axis);
            Expr sums = e.getFirst().cumSum(at, reverse);
            return exclusive ? shifted(sums, at, reverse) : sums;
        });
    }

    /// Each sum one place later, and +0 in the place that is free.
    private static Expr shifted(Expr sums, int axis, boolean reverse) {
        if (!(sums.shape().dim(axis) instanceof Dim.Fixed(long n))) {
            throw new GraphException("an exclusive cumSum along axis " + axis + " of " + sums.type() + " at "
                    + Origin.here() + ": it needs a fixed extent there");
        }
        if (n == 0) {
            return sums;
        }
        Expr kept = sums.slice(axis, reverse ? 1 : 0, n - 1, 1);
        Expr zero = sums.builder().constant(TensorType.scalar(sums.dtype()), 0);
        return kept.pad(axis, reverse ? 0 : 1, reverse ? 1 : 0, 0, zero);
    }

    @FunctionalInterface
    private interface Operation {
        Expr apply(List<Expr> operands);
    }

    private static Tensor apply(String name, List<Tensor> operands, Operation operation) {
        Trace trace = Trace.current(name);
        trace.here();
        return trace.tensor(operation.apply(operands.stream().map(trace::lift).toList()));
    }

    private static int axis(Expr x, int axis) {
        return axis < 0 ? axis + x.shape().rank() : axis;
    }

    private static void requireSameRank(String name, Expr x, Expr indices) {
        if (x.shape().rank() != indices.shape().rank()) {
            throw new GraphException(name + " of " + x.type() + " by " + indices.type() + " at " + Origin.here()
                    + ": indices have as many axes as the operand");
        }
    }
}
