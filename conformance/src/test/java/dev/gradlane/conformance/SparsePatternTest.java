package dev.gradlane.conformance;

import static dev.gradlane.Indexing.scatterAdd;
import static dev.gradlane.Indexing.take;
import static dev.gradlane.Matrices.solveLower;
import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.scanReversed;
import static dev.gradlane.Ops.whileLoop;
import static dev.gradlane.graph.DType.F64;
import static dev.gradlane.graph.DType.I64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Dependence;
import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sparse Jacobians of every kind of node and of drawn graphs: entries have the bits of the whole matrix, at special
/// values too, and with ordinary numbers everything outside of the pattern is 0.
class SparsePatternTest {
    private static final int MOST_ELEMENTS = 4000;
    private static final int N = 8;

    static Stream<GradientGraphs.Subject> subjects() {
        return GradientGraphs.structures();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void ofEveryKind(GradientGraphs.Subject subject) {
        Draw draw = new Draw(5, 1);
        Graph graph = subject.graph();
        List<Value> x = graph.inputTypes().stream()
                .map(type -> Value.of(type, Map.of(), _ -> type.dtype().bitsOf(0.5 + 0.175 * draw.number())))
                .toList();
        assertMatches(graph, 0, x, true);
    }

    @Test
    void ofDrawnGraphs() {
        int compared = 0;
        int sparse = 0;
        for (int index = 0; compared < 150; index++) {
            Draw draw = new Draw(17, index);
            Graph drawn = GraphGenerator.draw(draw, "g", false);
            Graph graph = Prune.of(new Graph(
                    drawn.name(), drawn.nodes(), List.of(drawn.outputs().getFirst())));
            int wrt = Transforms.floats(graph).getFirst();
            if (!graph.symbols().isEmpty() || size(graph) > MOST_ELEMENTS) {
                continue;
            }
            List<Value> x = graph.inputTypes().stream()
                    .map(type -> draw.value(type, Map.of()))
                    .toList();
            sparse += assertMatches(graph, wrt, x, false) ? 1 : 0;
            compared++;
        }
        assertTrue(sparse > 20, sparse + " graphs have a pattern with gaps and an entry");
    }

    /// Loops and choices, nested.
    @Test
    void ofDrawnLoops() {
        int compared = 0;
        int sparse = 0;
        for (int index = 0; compared < 250; index++) {
            Draw draw = new Draw(18, index);
            Graph drawn = LoopGraphs.draw(draw, "loops");
            Graph graph = Prune.of(new Graph(
                    drawn.name(), drawn.nodes(), List.of(drawn.outputs().getFirst())));
            if (!graph.symbols().isEmpty() || size(graph) > MOST_ELEMENTS) {
                continue;
            }
            List<Value> x = graph.inputTypes().stream()
                    .map(type -> draw.value(type, Map.of()))
                    .toList();
            sparse += assertMatches(graph, Transforms.floats(graph).getFirst(), x, false) ? 1 : 0;
            compared++;
        }
        assertTrue(sparse > 15, sparse + " graphs have a pattern with gaps and an entry");
    }

    /// @param reads whether row i has column j
    record Shown(String name, Fn<Tensor, Tensor> function, BiPredicate<Integer, Integer> reads) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Tensor neighbours(Tensor x) {
        Tensor left = concatenate(0, x.slice(0, 0, 1), x.slice(0, 0, N - 1));
        Tensor right = concatenate(0, x.slice(0, 1, N), x.slice(0, N - 1, N));
        return x.plus(left.minus(x.times(2)).plus(right).times(0.1));
    }

    static Stream<Shown> shown() {
        return Stream.of(
                new Shown(
                        "a step that sees the element before",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> scan(constant(F64, 1), x, (c, e) -> new Scanned<>(e, c.times(e)))
                                        .ys()),
                        (i, j) -> j.equals(i) || j == i - 1),
                new Shown(
                        "running products from the end",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> scanReversed(constant(F64, 1), x, (c, e) -> {
                                            Tensor next = c.times(e);
                                            return new Scanned<>(next, next);
                                        })
                                        .ys()),
                        (i, j) -> j >= i),
                new Shown(
                        "three steps of a stencil",
                        Fn.trace("f", f64(N), x -> repeat(3, x, (u, _) -> neighbours(u))),
                        (i, j) -> Math.abs(i - j) <= 3),
                new Shown(
                        "a step that reads by its number",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> scan(
                                                constant(F64, 0),
                                                iota(I64, N),
                                                (c, i) -> new Scanned<>(
                                                        c,
                                                        take(x, 0, i.times(-1).plus(N - 1))))
                                        .ys()),
                        (i, j) -> i + j == N - 1),
                new Shown(
                        "a loop over elements that ends by their values",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> whileLoop(
                                        x, u -> u.sum().gt(1), u -> u.times(u).times(0.5), 50)),
                        Integer::equals),
                new Shown(
                        "a choice",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> cond(
                                        x.sum().gt(0),
                                        () -> x.times(x),
                                        () -> concatenate(0, x.slice(0, 1, N), x.slice(0, 0, 1)))),
                        (i, j) -> j.equals(i) || j == (i + 1) % N),
                new Shown(
                        "constant indices",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> take(x.times(x), 0, iota(I64, 3).times(2).plus(1))),
                        (i, j) -> j == 2 * i + 1),
                new Shown(
                        "sums at constant positions",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> scatterAdd(
                                        constant(F64, 0).broadcastTo(Shape.of(3)),
                                        0,
                                        iota(I64, N).minus(iota(I64, N)).plus(1),
                                        x)),
                        (i, j) -> i == 1),
                new Shown(
                        "systems of two numbers",
                        Fn.trace(
                                "f",
                                f64(N),
                                x -> solveLower(
                                                constant(F64, 1).broadcastTo(Shape.of(N / 2, 2, 2)),
                                                x.reshape(N / 2, 2, 1))
                                        .reshape(N)),
                        (i, j) -> i / 2 == j / 2));
    }

    @ParameterizedTest
    @MethodSource("shown")
    void whatAProgramShows(Shown shown) {
        Graph graph = shown.function.graph();
        Sparsity pattern = Dependence.of(graph, 0, 0);
        for (int i = 0; i < pattern.rows(); i++) {
            for (int j = 0; j < N; j++) {
                assertEquals(shown.reads.test(i, j), pattern.has(i, j), i + ", " + j);
            }
        }
        Draw draw = new Draw(6, 1);
        List<Value> x = graph.inputTypes().stream()
                .map(type -> Value.of(type, Map.of(), _ -> type.dtype().bitsOf(0.5 + 0.175 * draw.number())))
                .toList();
        assertMatches(graph, 0, x, true);
    }

    /// A loop of more steps than anybody waits for is not looked into: the pattern given for it is believed.
    @Test
    void whatIsTooLargeMustBeGiven() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(N), x -> repeat(1L << 40, x, (u, _) -> u.times(0.5)));
        GraphException e = assertThrows(GraphException.class, f::jacobianSparse);
        assertTrue(e.getMessage().contains("takes more work than is reasonable"), e.getMessage());
        int[] diagonal = IntStream.range(0, N).toArray();
        assertEquals(
                1,
                f.jacobianSparse(x -> x, Sparsity.of(N, N, diagonal, diagonal))
                        .compression()
                        .colours());
    }

    private static long size(Graph graph) {
        long widest = graph.nodes().stream()
                .flatMap(n -> n.results().stream())
                .mapToLong(t -> t.shape().size())
                .max()
                .orElseThrow();
        return widest
                * graph.inputTypes().stream()
                        .mapToLong(t -> t.shape().size())
                        .max()
                        .orElseThrow();
    }

    /// @param zeros whether what is outside of the pattern must be 0; 0·∞ may make it NaN
    /// @return whether the pattern has entries and gaps
    private static boolean assertMatches(Graph graph, int wrt, List<Value> x, boolean zeros) {
        Sparsity pattern = Dependence.of(graph, 0, wrt);
        Compression compression = Compression.of(pattern);
        Value whole = run(compression.isByColumns() ? Jacobian.forward(graph, wrt) : Jacobian.reverse(graph, wrt), x);
        Value compressed = run(compression.apply(graph, wrt), x);
        TensorType entry = whole.type();
        for (int e = 0; e < pattern.size(); e++) {
            Value expected = element(entry, whole, pattern.row(e) * pattern.columns() + pattern.column(e));
            Value actual = element(entry, compressed, compression.position(e));
            assertEquals(Optional.empty(), Value.difference(List.of(expected), List.of(actual)), "entry " + e);
        }
        for (int i = 0; zeros && i < pattern.rows(); i++) {
            for (int j = 0; j < pattern.columns(); j++) {
                double number = entry.dtype().toDouble(whole.bits(i * pattern.columns() + j));
                assertTrue(pattern.has(i, j) || number == 0, i + ", " + j + " is " + number);
            }
        }
        return pattern.size() > 0 && pattern.size() < (long) pattern.rows() * pattern.columns();
    }

    private static Value element(TensorType type, Value value, int index) {
        return Value.of(TensorType.scalar(type.dtype()), Map.of(), _ -> value.bits(index));
    }

    private static Value run(Graph graph, List<Value> x) {
        return Definition.run(Freeze.of(graph), x, Map.of()).getFirst();
    }
}
