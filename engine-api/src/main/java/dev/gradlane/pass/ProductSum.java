package dev.gradlane.pass;

import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Sums that derivatives ask for: over a batch, and over the axes that a broadcast added. A sum of *outer
/// products*, or of matrix products per sample, is built as one [Op.Dot] that contracts the summed axes: the
/// gradient of a weight matrix is then one matrix product, and no array of per-sample matrices exists. The Dot
/// is found inside what is linear and the same for every summed element:
///
/// | inside | becomes |
/// |---|---|
/// | u + v, u − v, −u | Σu + Σv, Σu − Σv, −Σu, if a Dot is in one of them |
/// | u·c, c·u, u/c, conversion between floats; c constant along the axes | (Σu)·c, … |
/// | select(c, u, v), c constant along the axes | select(c, Σu, Σv) |
/// | reshape, permute, broadcast, slice, reverse of u; pad(u, ±0); concatenate(u, v) | the same of Σu, Σv |
/// | sum of u over other axes | the same of Σu |
/// | u scattered onto ±0 by indices that have the axes too | one [Op.ScatterAdd], the axes before the sources |
///
/// Selection and views are exact; the others choose bits. A sum in which no Dot is found stays as it is, in order
/// `lanes`, and so does every sum to a single number per sample, a loss: the value of a mean is the mean of the
/// values, and nothing is moved out of it.
///
/// A defining choice, made where the sum is built (here) and never afterwards: a Dot adds in order `chain`. It
/// looks at the program alone, not at sizes, nor at whether an extent is a number or a symbol.
public final class ProductSum {
    private final Map<Key, Optional<Expr>> found = new HashMap<>();

    private record Key(Expr x, List<Integer> axes) {}

    private ProductSum() {}

    /// The sum of `x` over `axes`.
    public static Expr sum(Expr x, List<Integer> axes) {
        ProductSum sums = new ProductSum();
        return x.dtype().isFloat() && !axes.isEmpty()
                ? sums.products(x, axes).orElseGet(() -> plain(x, axes))
                : plain(x, axes);
    }

    private static Expr plain(Expr x, List<Integer> axes) {
        boolean zeros = x.splat().isPresent() && x.splat().getAsLong() == 0;
        return zeros ? constant(x, axes) : x.reduce(Reduction.SUM, axes);
    }

    /// The sum of `x` if there is a Dot in it. What is found is kept: a program is no tree.
    private Optional<Expr> products(Expr x, List<Integer> axes) {
        if (x.shape().rank() == axes.size()) {
            return Optional.empty();
        }
        Key key = new Key(x, axes);
        Optional<Expr> before = found.get(key);
        if (before == null) {
            before = search(x, axes);
            found.put(key, before);
        }
        return before;
    }

    private Optional<Expr> search(Expr x, List<Integer> axes) {
        List<Expr> u = operands(x);
        return switch (x.node().op()) {
            case Op.Map(ScalarOp op) -> map(op, x, u, axes);
            case Op.Dot(DotAxes dot, Order order) -> matrixProduct(dot, order, u.get(0), u.get(1), axes);
            case Op.Reshape _ ->
                SummedAxes.beforeReshape(u.getFirst().shape(), x.shape(), axes)
                        .flatMap(a -> products(u.getFirst(), a))
                        .map(sum -> sum.reshape(x.shape().without(axes)));
            case Op.Permute(List<Integer> permuted) ->
                products(u.getFirst(), axes.stream().map(permuted::get).toList())
                        .map(sum -> sum.permute(SummedAxes.permuted(permuted, axes)));
            case Op.Broadcast(Shape shape, List<Integer> kept)
            when kept.containsAll(axes) ->
                products(u.getFirst(), axes.stream().map(kept::indexOf).toList())
                        .map(sum -> sum.broadcast(shape.without(axes), SummedAxes.broadcast(kept, axes)));
            case Op.Slice(int axis, long start, long size, long stride)
            when !axes.contains(axis) ->
                products(u.getFirst(), axes).map(sum -> sum.slice(SummedAxes.rest(axis, axes), start, size, stride));
            case Op.Pad(int axis, long low, long high, long interior)
            when !axes.contains(axis) && isZero(u.get(1)) ->
                products(u.getFirst(), axes)
                        .map(sum -> sum.pad(SummedAxes.rest(axis, axes), low, high, interior, u.get(1)));
            case Op.Concatenate(int axis) when !axes.contains(axis) -> concatenate(axis, u, axes);
            case Op.Reduce(Reduction kind, List<Integer> reduced, Order _)
            when kind == Reduction.SUM -> {
                List<Integer> before =
                        SummedAxes.beforeReduce(u.getFirst().shape().rank(), reduced, axes);
                yield products(u.getFirst(), before)
                        .map(sum -> sum.reduce(
                                kind,
                                reduced.stream()
                                        .map(r -> SummedAxes.rest(r, before))
                                        .toList()));
            }
            case Op.Reverse(int axis)
            when !axes.contains(axis) ->
                products(u.getFirst(), axes).map(sum -> sum.reverse(SummedAxes.rest(axis, axes)));
            case Op.ScatterAdd(int axis, int batch) when isZero(u.getFirst()) -> ScatteredSum.of(u, axis, batch, axes);
            case Op.Input _,
                    Op.Constant _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Map _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> Optional.empty();
        };
    }

    private Optional<Expr> map(ScalarOp op, Expr x, List<Expr> u, List<Integer> axes) {
        return switch (op) {
            case ADD, SUB -> addends(x, axes);
            case NEG -> products(u.getFirst(), axes).map(Expr::neg);
            case MUL ->
                OuterProduct.sum(u.get(0), u.get(1), axes)
                        .or(() -> constantAlong(u.get(1), axes)
                                .flatMap(c -> products(u.get(0), axes).map(sum -> sum.mul(c))))
                        .or(() -> constantAlong(u.get(0), axes)
                                .flatMap(c -> products(u.get(1), axes).map(c::mul)));
            case DIV ->
                constantAlong(u.get(1), axes)
                        .flatMap(c -> products(u.get(0), axes).map(sum -> sum.div(c)));
            case TO_F32, TO_F64 ->
                u.getFirst().dtype().isFloat()
                        ? products(u.getFirst(), axes).map(sum -> sum.convert(x.dtype()))
                        : Optional.empty();
            case SELECT ->
                constantAlong(u.get(0), axes)
                        .flatMap(c -> all(u.subList(1, 3), axes).map(sums -> c.select(sums.get(0), sums.get(1))));
            // any other instruction is not linear in an operand
            default -> Optional.empty();
        };
    }

    /// Cotangents are added one by one, thousands of them in an unrolled loop: the left operands in a loop too.
    private Optional<Expr> addends(Expr x, List<Integer> axes) {
        Deque<Expr> spine = new ArrayDeque<>();
        Expr first = x;
        while (first.node().op() instanceof Op.Map(ScalarOp op) && (op == ScalarOp.ADD || op == ScalarOp.SUB)) {
            spine.push(first);
            first = operands(first).getFirst();
        }
        Optional<Expr> total = products(first, axes);
        for (Expr sum : spine) {
            Expr left = operands(sum).get(0);
            Expr right = operands(sum).get(1);
            Optional<Expr> added = products(right, axes);
            if (total.isPresent() || added.isPresent()) {
                Expr a = total.orElseGet(() -> plain(left, axes));
                Expr b = added.orElseGet(() -> plain(right, axes));
                boolean minus = sum.node().op().equals(new Op.Map(ScalarOp.SUB));
                total = Optional.of(minus ? a.sub(b) : a.add(b));
            }
        }
        return total;
    }

    private Optional<Expr> concatenate(int axis, List<Expr> parts, List<Integer> axes) {
        return all(parts, axes)
                .map(sums -> sums.getFirst()
                        .builder()
                        .emit(new Op.Concatenate(SummedAxes.rest(axis, axes)), sums)
                        .getFirst());
    }

    /// The sums of all, if there is a Dot in one of them.
    private Optional<List<Expr>> all(List<Expr> terms, List<Integer> axes) {
        List<Optional<Expr>> sums = terms.stream().map(t -> products(t, axes)).toList();
        return sums.stream().noneMatch(Optional::isPresent)
                ? Optional.empty()
                : Optional.of(IntStream.range(0, terms.size())
                        .mapToObj(i -> sums.get(i).orElseGet(() -> plain(terms.get(i), axes)))
                        .toList());
    }

    /// A product per sample, summed over axes that both operands share: they are contracted too, before the
    /// others. A scalar product keeps its own order.
    private static Optional<Expr> matrixProduct(DotAxes dot, Order order, Expr a, Expr b, List<Integer> axes) {
        int batch = dot.aBatch().size();
        boolean free = a.shape().rank() > batch + dot.aContract().size()
                || b.shape().rank() > batch + dot.aContract().size();
        if (order != Order.CHAIN || !free || axes.stream().anyMatch(i -> i >= batch)) {
            return Optional.empty();
        }
        List<Integer> aContract =
                new ArrayList<>(axes.stream().map(dot.aBatch()::get).toList());
        List<Integer> bContract =
                new ArrayList<>(axes.stream().map(dot.bBatch()::get).toList());
        aContract.addAll(dot.aContract());
        bContract.addAll(dot.bContract());
        List<Integer> kept =
                IntStream.range(0, batch).filter(i -> !axes.contains(i)).boxed().toList();
        return Optional.of(a.dot(
                b,
                new DotAxes(
                        kept.stream().map(dot.aBatch()::get).toList(),
                        kept.stream().map(dot.bBatch()::get).toList(),
                        aContract,
                        bContract)));
    }

    /// `c` without the summed axes, if it is the same along them.
    private static Optional<Expr> constantAlong(Expr c, List<Integer> axes) {
        if (c.splat().isPresent()) {
            return Optional.of(c.builder()
                    .constantBits(
                            c.type().withShape(c.shape().without(axes)),
                            c.splat().getAsLong()));
        }
        return c.node().op() instanceof Op.Broadcast(Shape shape, List<Integer> kept)
                        && axes.stream().noneMatch(kept::contains)
                ? Optional.of(operands(c).getFirst().broadcast(shape.without(axes), SummedAxes.broadcast(kept, axes)))
                : Optional.empty();
    }

    private static Expr constant(Expr x, List<Integer> axes) {
        return x.builder().constant(x.type().withShape(x.shape().without(axes)), 0);
    }

    private static boolean isZero(Expr filler) {
        return filler.splat().isPresent()
                && filler.dtype().toDouble(filler.splat().getAsLong()) == 0;
    }

    private static List<Expr> operands(Expr x) {
        Node node = x.node();
        return node.operands().stream().map(id -> new Expr(x.builder(), id)).toList();
    }
}
