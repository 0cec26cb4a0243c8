package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reductions and products over all choices of axes, in every order listed: which elements meet, and in which order.
final class FoldsTest {
    private static final List<List<Long>> SHAPES = List.of(
            List.of(5L),
            List.of(0L),
            List.of(3L, 131L),
            List.of(131L, 3L),
            List.of(0L, 4L),
            List.of(4L, 0L),
            List.of(1L, 7L, 1L),
            List.of(2L, 65L, 33L));

    record Case(Reduction kind, DType dtype) {}

    static Stream<Case> cases() {
        return Stream.of(Reduction.values())
                .flatMap(kind -> Stream.of(DType.values())
                        .filter(dtype -> (kind == Reduction.ALL || kind == Reduction.ANY) == (dtype == DType.BOOL))
                        .map(dtype -> new Case(kind, dtype)));
    }

    private static Shape shape(List<Long> extents) {
        return new Shape(extents.stream().map(Dim::of).toList());
    }

    /// Half of the tensors have special values among their elements, the others only numbers whose sums round.
    private static Naive random(DType dtype, List<Long> extents, Random random) {
        boolean special = random.nextBoolean();
        long[] specials = Specials.of(dtype);
        return Naive.of(
                dtype,
                extents,
                _ -> !dtype.isFloat() || special && random.nextInt(40) == 0
                        ? specials[random.nextInt(specials.length)]
                        : dtype.bitsOf(random.nextGaussian()));
    }

    /// All lists of distinct axes, in every order.
    private static List<List<Integer>> axes(int rank) {
        List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < all.size(); i++) {
            for (int axis = 0; axis < rank; axis++) {
                if (!all.get(i).contains(axis)) {
                    all.add(Naive.append(all.get(i), axis));
                }
            }
        }
        return all.subList(1, all.size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reductionsFoldInListedOrder(Case c) {
        Random random = new Random(17);
        for (List<Long> extents : SHAPES) {
            for (List<Integer> axes : axes(extents.size())) {
                Naive x = random(c.dtype(), extents, random);
                var b = new GraphBuilder("reduce");
                b.output(
                        "y",
                        b.input("x", new TensorType(c.dtype(), shape(extents))).reduce(c.kind(), axes));
                Graph graph = b.build();
                List<Long> kept = graph.outputTypes().getFirst().shape().dims().stream()
                        .map(d -> ((Dim.Fixed) d).size())
                        .toList();
                Naive expected = Naive.of(c.dtype(), kept, index -> fold(c, x.elements(axes, index)));
                Bits.requireSame(
                        c + " of " + extents + " over " + axes,
                        c.dtype(),
                        expected.array(),
                        OnCpu.result(graph, x.array()));
            }
        }
    }

    private static long fold(Case c, List<Long> bits) {
        DType t = c.dtype();
        List<Double> x = bits.stream().map(t::toDouble).toList();
        if (t.isFloat()) {
            return t.bitsOf(
                    switch (c.kind()) {
                        case SUM -> new Definition(t).sum(x);
                        case PROD -> new Definition(t).product(x);
                        case MAX -> x.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
                        case MIN -> x.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
                        case ALL, ANY -> throw new AssertionError(c);
                    });
        }
        long mask = t == DType.I64 ? -1L : t == DType.I32 ? 0xffffffffL : 1;
        List<Long> whole =
                bits.stream().map(v -> t == DType.I32 ? (int) (long) v : v).toList();
        long least = t == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        return mask
                & switch (c.kind()) {
                    case SUM -> whole.stream().reduce(0L, (p, q) -> p + q);
                    case PROD -> whole.stream().reduce(1L, (p, q) -> p * q);
                    case MAX -> whole.stream().reduce(least, Math::max);
                    case MIN -> whole.stream().reduce(~least, Math::min);
                    case ALL -> whole.stream().allMatch(v -> v == 1) ? 1 : 0;
                    case ANY -> whole.stream().anyMatch(v -> v == 1) ? 1 : 0;
                };
    }

    record Product(List<Long> a, List<Long> b, DotAxes axes) {}

    static Stream<Product> products() {
        return Stream.of(
                new Product(List.of(3L, 300L), List.of(300L, 5L), DotAxes.contract(1, 0)),
                new Product(List.of(3L, 300L), List.of(5L, 300L), DotAxes.contract(1, 1)),
                new Product(List.of(513L, 3L), List.of(513L), DotAxes.contract(0, 0)),
                new Product(List.of(2L, 0L), List.of(0L, 3L), DotAxes.contract(1, 0)),
                new Product(List.of(0L, 4L), List.of(4L, 3L), DotAxes.contract(1, 0)),
                new Product(
                        List.of(4L, 2L, 7L),
                        List.of(7L, 5L, 4L),
                        new DotAxes(List.of(0), List.of(2), List.of(2), List.of(0))),
                // two contracted axes, numbered in the order listed
                new Product(
                        List.of(23L, 2L, 31L),
                        List.of(31L, 23L, 3L),
                        new DotAxes(List.of(), List.of(), List.of(2, 0), List.of(0, 1))),
                // nothing free: a scalar product per sample
                new Product(
                        List.of(6L, 4099L),
                        List.of(6L, 4099L),
                        new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1))));
    }

    @ParameterizedTest
    @MethodSource("products")
    void productsPairTheirAxes(Product p) {
        Random random = new Random(23);
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (Order order : List.of(Order.CHAIN, Order.LANES)) {
                Naive a = random(dtype, p.a(), random);
                Naive b = random(dtype, p.b(), random);
                var builder = new GraphBuilder("dot");
                var left = builder.input("a", new TensorType(dtype, shape(p.a())));
                var right = builder.input("b", new TensorType(dtype, shape(p.b())));
                Graph graph =
                        builder.output("y", left.dot(right, p.axes(), order)).build();
                Bits.requireSame(
                        p + " " + dtype + " " + order,
                        dtype,
                        expected(p.axes(), order, a, b).array(),
                        OnCpu.result(graph, a.array(), b.array()));
            }
        }
    }

    private static Naive expected(DotAxes axes, Order order, Naive a, Naive b) {
        List<Integer> aFree = axes.aFree(a.shape().size());
        List<Integer> bFree = axes.bFree(b.shape().size());
        List<Long> shape = new ArrayList<>(Naive.select(a.shape(), axes.aBatch()));
        shape.addAll(Naive.select(a.shape(), aFree));
        shape.addAll(Naive.select(b.shape(), bFree));
        int batch = axes.aBatch().size();
        Definition definition = new Definition(a.dtype());
        return Naive.of(a.dtype(), shape, index -> {
            List<Long> g = index.subList(0, batch);
            List<Double> left =
                    row(a, axes.aBatch(), g, aFree, index.subList(batch, batch + aFree.size()), axes.aContract());
            List<Double> right = row(
                    b, axes.bBatch(), g, bFree, index.subList(batch + aFree.size(), index.size()), axes.bContract());
            return a.dtype()
                    .bitsOf(order == Order.CHAIN ? definition.dotChain(left, right) : definition.dotLanes(left, right));
        });
    }

    private static List<Double> row(
            Naive x, List<Integer> batch, List<Long> g, List<Integer> free, List<Long> i, List<Integer> contract) {
        List<Long> kept = new ArrayList<>();
        for (int axis = 0; axis < x.shape().size(); axis++) {
            if (batch.contains(axis)) {
                kept.add(g.get(batch.indexOf(axis)));
            } else if (free.contains(axis)) {
                kept.add(i.get(free.indexOf(axis)));
            }
        }
        return x.elements(contract, kept).stream().map(x.dtype()::toDouble).toList();
    }
}
