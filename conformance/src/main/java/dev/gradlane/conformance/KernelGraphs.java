package dev.gradlane.conformance;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Draws graphs as models have them, over rows × columns: elementwise work around sums of rows, of columns and of
/// everything, softmax, log-sum-exp, matrix products with something before and after. Sizes lie about the edges
/// of vectors, tiles, lanes, blocks and chunks, which the small shapes of [GraphGenerator] never reach.
final class KernelGraphs {
    /// Rows of each kind of graph: the symbol, the sizes it takes, and extents of columns that go with it.
    private record Scale(String rows, List<Long> sizes, List<Integer> columns) {}

    private static final List<Scale> SCALES = List.of(
            new Scale("S", List.of(0L, 1L, 2L, 3L, 7L), List.of(1, 5, 31, 128, 129, 300, 513, 4097)),
            new Scale("M", List.of(1L, 8L, 15L, 17L, 33L, 100L), List.of(1, 2, 3, 8, 16, 17, 33, 65, 130)),
            new Scale("L", List.of(127L, 129L, 257L, 511L, 513L, 1031L), List.of(1, 2, 3, 5, 9)),
            new Scale("H", List.of(4095L, 4096L, 4097L, 8200L), List.of(1, 2)));

    private static final List<Composite> FUNCTIONS =
            Functions.ALL.stream().filter(f -> f.arity() == 1).toList();

    private final Draw draw;
    private final GraphBuilder b;
    private final Dim rows;
    private final Dim inner;
    private final Dim outer;
    private final List<Expr> pool = new ArrayList<>();
    private int composites;

    private KernelGraphs(Draw draw, String name) {
        this.draw = draw;
        this.b = new GraphBuilder(name);
        Scale scale = draw.from(SCALES);
        // a fixed extent is another program than a symbolic one: loops that are split, or are not
        this.rows = draw.chance(0.7) ? Dim.symbol(scale.rows) : Dim.of(draw.from(scale.sizes));
        this.inner = Dim.of(draw.from(scale.columns));
        this.outer = Dim.of(draw.from(scale.columns.subList(0, Math.min(4, scale.columns.size()))));
    }

    static Graph draw(Draw draw, String name) {
        return new KernelGraphs(draw, name).graph();
    }

    /// The sizes that `symbol` takes, or none if it is not one of these graphs'.
    static List<Long> sizes(String symbol) {
        return SCALES.stream()
                .filter(s -> s.rows.equals(symbol))
                .findFirst()
                .map(Scale::sizes)
                .orElse(List.of());
    }

    private Graph graph() {
        DType dtype = draw.chance(0.6) ? DType.F32 : DType.F64;
        pool.add(b.input("x", new TensorType(dtype, Shape.of(rows, inner))));
        pool.add(b.input("w", new TensorType(dtype, Shape.of(inner, outer))));
        pool.add(b.input("c", new TensorType(dtype, Shape.of(inner))));
        pool.add(b.input("y", new TensorType(dtype, Shape.of(rows))));
        for (int steps = 2 + draw.below(7); steps > 0; steps--) {
            Expr x = draw.chance(0.5) ? pool.getLast() : draw.from(pool);
            pool.add(step(x));
        }
        b.output("y0", pool.getLast());
        for (int i = draw.below(4); i > 0; i--) {
            b.output("y" + i, draw.from(pool));
        }
        return b.build();
    }

    private Expr step(Expr x) {
        int rank = x.shape().rank();
        return switch (draw.below(12)) {
            case 0, 1, 2 -> binary(x, partner(x));
            case 3 -> x.apply(composites++ < 2 ? draw.from(FUNCTIONS) : draw.from(List.of(Functions.ALL.getFirst())));
            case 4, 5 -> rank == 0 ? binary(x, partner(x)) : x.reduce(kind(), List.of(rank - 1));
            case 6 -> rank < 2 ? binary(x, partner(x)) : x.reduce(kind(), List.of(0));
            case 7 -> x.reduce(kind(), draw.shuffled(draw.some(rank, 1)));
            case 8 -> rank == 0 ? x : softmax(x);
            case 9 -> rank < 2 ? binary(x, partner(x)) : x.permute(List.of(1, 0));
            default -> product(x);
        };
    }

    private Reduction kind() {
        return draw.chance(0.7) ? Reduction.SUM : draw.chance(0.5) ? Reduction.MAX : Reduction.MIN;
    }

    private Expr binary(Expr x, Expr y) {
        return switch (draw.below(7)) {
            case 0 -> x.add(y);
            case 1 -> x.sub(y);
            case 2 -> x.mul(y);
            case 3 -> x.max(y);
            case 4 -> x.fma(y, x);
            case 5 -> x.gt(y).select(x, y.mul(0.25));
            default -> x.div(y.abs().add(1));
        };
    }

    /// A value of x's shape: one that exists, or one of fewer axes repeated.
    private Expr partner(Expr x) {
        List<Expr> fitting = pool.stream().filter(p -> axes(p, x).isPresent()).toList();
        Expr y = fitting.isEmpty() ? x : draw.from(fitting);
        return y.shape().equals(x.shape())
                ? y
                : y.broadcast(x.shape(), axes(y, x).orElseThrow());
    }

    /// Axes of x along which y lies, if it fits.
    private static Optional<List<Integer>> axes(Expr y, Expr x) {
        List<Integer> axes = new ArrayList<>();
        int from = 0;
        for (Dim dim : y.shape().dims()) {
            int at = x.shape().dims().subList(from, x.shape().rank()).indexOf(dim);
            if (at < 0) {
                return Optional.empty();
            }
            axes.add(from + at);
            from += at + 1;
        }
        return Optional.of(axes);
    }

    /// exp(x − max) / Σ exp(x − max) along the last axis.
    private Expr softmax(Expr x) {
        int last = x.shape().rank() - 1;
        List<Integer> kept = java.util.stream.IntStream.range(0, last).boxed().toList();
        Expr greatest = x.reduce(Reduction.MAX, List.of(last)).broadcast(x.shape(), kept);
        Expr e = x.sub(greatest).apply(Functions.named("exp").orElseThrow());
        Expr sum = e.reduce(Reduction.SUM, List.of(last));
        if (draw.chance(0.4)) {
            return sum.apply(Functions.named("log").orElseThrow());
        }
        return e.div(sum.broadcast(x.shape(), kept));
    }

    /// A product with the first value that shares an extent, if the result is not too large.
    private Expr product(Expr x) {
        List<Expr> others =
                draw.shuffled(pool.stream().filter(p -> p.shape().rank() > 0).toList());
        for (Expr y : others) {
            for (int i = 0; i < x.shape().rank(); i++) {
                int j = y.shape().dims().indexOf(x.shape().dim(i));
                if (j >= 0 && size(x) * size(y) / size(x.shape().select(List.of(i))) <= 1 << 20) {
                    Expr result = x.dot(y, DotAxes.contract(i, j));
                    if (size(result) <= 1 << 14) {
                        return draw.chance(0.5) ? result : binary(result, partner(result));
                    }
                }
            }
        }
        return binary(x, partner(x));
    }

    private static long size(Expr x) {
        return size(x.shape());
    }

    private static long size(Shape shape) {
        Map<String, Long> greatest = new java.util.HashMap<>();
        SCALES.forEach(s -> greatest.put(s.rows, s.sizes.getLast()));
        return Math.max(1, shape.size(greatest));
    }
}
