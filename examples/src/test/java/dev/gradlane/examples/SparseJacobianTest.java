package dev.gradlane.examples;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.where;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.SparseJacobian;
import dev.gradlane.Tensor;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sparse Jacobians and Hessians: every entry has the bits that it has in the whole matrix, every place without an
/// entry is 0 there.
class SparseJacobianTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    private static double[] point(int n, long seed) {
        return new SplittableRandom(seed).doubles(n, 0.3, 1.7).toArray();
    }

    /// A function of `f64[n]` with the colours that its Jacobian should take.
    record Subject(String name, int n, int colours, UnaryOperator<Tensor> body) {
        Fn<Tensor, Tensor> trace() {
            return Fn.trace("f", f64(n), body);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Tensor inner(Tensor x, int n) {
        return x.slice(0, 1, n - 1);
    }

    /// x[i−1] − 2x[i] + x[i+1] and a reaction, between fixed ends.
    private static Tensor heat(Tensor x) {
        int n = 20;
        Tensor flux =
                x.slice(0, 0, n - 2).plus(x.slice(0, 2, n)).minus(inner(x, n).times(2));
        Tensor inside = flux.plus(exp(inner(x, n)));
        return concatenate(0, x.slice(0, 0, 1), inside, x.slice(0, n - 1, n));
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject("elementwise", 50, 1, x -> exp(x).times(sin(x))),
                new Subject("three diagonals", 20, 3, SparseJacobianTest::heat),
                new Subject("dense", 7, 7, x -> x.times(x.sum())),
                new Subject("one row", 30, 1, x -> tanh(x).sum()),
                new Subject("one column", 30, 1, x -> x.get(4).times(x.get(4)).broadcastTo(Shape.of(9))),
                new Subject(
                        "blocks",
                        12,
                        1,
                        x -> x.reshape(4, 3).prod(1).times(x.reshape(4, 3).sum(1))),
                new Subject(
                        "rows and columns of a matrix",
                        12,
                        4,
                        x -> x.reshape(3, 4)
                                .transpose()
                                .times(exp(x.reshape(3, 4).sum(1)))),
                new Subject(
                        "a matrix times a constant", 12, 4, x -> x.reshape(3, 4).matmul(Tensor.of(point(20, 3), 4, 5))),
                new Subject(
                        "strides",
                        9,
                        1,
                        x -> x.reshape(3, 3)
                                .transpose()
                                .reshape(9)
                                .times(x.get(0).to(dev.gradlane.graph.DType.I32).to(dev.gradlane.graph.DType.F64))),
                new Subject(
                        "branches and stopped gradients",
                        10,
                        1,
                        x -> where(x.gt(1.0), x.times(stopGradient(x.sum())), exp(x))),
                new Subject(
                        "a checkpoint",
                        20,
                        3,
                        x -> Fn.trace("heat", f64(20), SparseJacobianTest::heat)
                                .checkpoint()
                                .apply(x)),
                new Subject(
                        "a rule",
                        20,
                        3,
                        x -> Fn.trace("heat", f64(20), SparseJacobianTest::heat)
                                .withJvp(d -> {
                                    Tensor t = d.tangent();
                                    return concatenate(0, t.slice(0, 1, 20), t.slice(0, 19, 20))
                                            .plus(concatenate(0, t.slice(0, 0, 1), t.slice(0, 0, 19)))
                                            .plus(t.times(d.primal()));
                                })
                                .apply(x)),
                new Subject("nothing", 6, 1, x -> stopGradient(x)),
                new Subject("no elements", 4, 0, x -> x.slice(0, 2, 2)));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void entriesHaveTheBitsOfTheWholeMatrix(Subject subject) {
        Fn<Tensor, Tensor> f = subject.trace();
        SparseJacobian<Tensor> sparse = f.jacobianSparse();
        assertEquals(subject.colours(), sparse.compression().colours());
        double[] x = point(subject.n(), 1);
        Fn<Tensor, Tensor> whole = sparse.compression().isByColumns() ? f.jacobianForward() : f.jacobianReverse();
        assertMatches(run(whole, Tensor.of(x)).toDoubles(), sparse, run(sparse.compressed(), Tensor.of(x)));
    }

    private static void assertMatches(double[] whole, SparseJacobian<?> sparse, Tensor compressed) {
        Sparsity pattern = sparse.pattern();
        assertEquals(whole.length, pattern.rows() * pattern.columns());
        double[] entries = sparse.entries(compressed);
        int next = 0;
        for (int i = 0; i < pattern.rows(); i++) {
            for (int j = 0; j < pattern.columns(); j++) {
                double expected = whole[i * pattern.columns() + j];
                if (pattern.has(i, j)) {
                    assertEquals(i, pattern.row(next));
                    assertEquals(j, pattern.column(next));
                    assertEquals(Double.doubleToLongBits(expected), Double.doubleToLongBits(entries[next++]));
                } else {
                    assertEquals(0, expected, 0, i + ", " + j);
                }
            }
        }
        assertEquals(pattern.size(), next);
    }

    /// Σ (1 − x[i])² + 100 (x[i+1] − x[i]²)²: three diagonals, whatever the length.
    private static Fn<Tensor, Tensor> chain(int n) {
        return Fn.trace("rosenbrock", f64(n), x -> {
            Tensor a = x.slice(0, 0, n - 1);
            Tensor b = x.slice(0, 1, n).minus(a.times(a));
            Tensor c = a.unaryMinus().plus(1);
            return c.times(c).plus(b.times(b).times(100)).sum();
        });
    }

    @Test
    void theHessianOfAChainTakesThreeDirections() {
        SparseJacobian<Tensor> sparse = chain(40).hessianSparse();
        assertEquals(3, sparse.compression().colours());
        assertEquals(40 + 2 * 39, sparse.pattern().size());
        double[] x = point(40, 2);
        Tensor compressed = run(sparse.compressed(), Tensor.of(x));
        assertEquals(Shape.of(3, 40), compressed.shape());
        assertMatches(run(chain(40).hessian(), Tensor.of(x)).toDoubles(), sparse, compressed);
        // by hand: 2 − 400(x[1] − 3x[0]²) and −400x[0] in the first row
        double[] entries = sparse.entries(compressed);
        assertEquals(2 - 400 * (x[1] - 3 * x[0] * x[0]), entries[0], 1e-12);
        assertEquals(-400 * x[0], entries[1], 1e-12);
    }

    @Test
    void thePatternOfAThousandIsFoundAndTakesThree() {
        SparseJacobian<Tensor> sparse = chain(1000).hessianSparse();
        assertEquals(3, sparse.compression().colours());
        assertEquals(1000 + 2 * 999, sparse.pattern().size());
    }

    @Test
    void aBatchHasThePatternOfASampleAndItsBits() {
        Fn<Tensor, Tensor> f = chain(8);
        SparseJacobian<Tensor> batched = f.batched().hessianSparse();
        double[] x = point(24, 4);
        double[] all = batched.entries(run(batched.compressed(), Tensor.of(x, 3, 8)));
        assertEquals(3 * batched.pattern().size(), all.length);
        SparseJacobian<Tensor> one = f.hessianSparse();
        assertEquals(one.pattern(), batched.pattern());
        double[] again = one.entries(run(one.compressed().batched(), Tensor.of(x, 3, 8)));
        assertArrayEquals(again, all);
        for (int sample = 0; sample < 3; sample++) {
            double[] entries =
                    one.entries(run(one.compressed(), Tensor.of(Arrays.copyOfRange(x, 8 * sample, 8 * sample + 8))));
            assertArrayEquals(entries, Arrays.copyOfRange(all, sample * 22, sample * 22 + 22));
        }
        SparseJacobian<Tensor> mean = f.batched().mean().hessianSparse();
        double[] means = mean.entries(run(mean.compressed(), Tensor.of(x, 3, 8)));
        assertEquals(all[0] / 3, means[0]);
        assertEquals(all.length, means.length);
    }

    @Test
    void aGivenPatternMayHaveMoreEntriesButNotFewer() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(4), x -> exp(x));
        int[] diagonal = {0, 1, 2, 3};
        int[] more = {0, 1, 2, 3, 3};
        Sparsity wider = Sparsity.of(4, 4, more, new int[] {0, 1, 2, 3, 0});
        SparseJacobian<Tensor> sparse = f.jacobianSparse(x -> x, wider);
        assertEquals(2, sparse.compression().colours());
        double[] x = point(4, 5);
        assertMatches(
                run(f.jacobianForward(), Tensor.of(x)).toDoubles(), sparse, run(sparse.compressed(), Tensor.of(x)));
        Sparsity narrower = Sparsity.of(4, 4, new int[] {0, 1, 2}, new int[] {0, 1, 2});
        var e = assertThrows(GraphException.class, () -> f.jacobianSparse(v -> v, narrower));
        assertTrue(e.getMessage().contains("no entry (3, 3)"), e.getMessage());
        assertTrue(e.getMessage().contains("SparseJacobianTest.java:"), e.getMessage());
        Sparsity other = Sparsity.of(5, 4, diagonal, diagonal);
        var size = assertThrows(GraphException.class, () -> f.jacobianSparse(v -> v, other));
        assertTrue(size.getMessage().contains("4 of 5 by 4 entries"), size.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Sparsity.of(2, 2, new int[] {2}, new int[] {0}));
    }

    @Test
    void whatHasNoPatternIsRefusedWithTheLine() {
        Fn<Tensor, Tensor> symbolic = Fn.trace("scaled", f64(Dim.symbol("N")), x -> x.times(2));
        var open = assertThrows(GraphException.class, () -> symbolic.jacobianSparse());
        assertTrue(open.getMessage().contains("depends on the size of [N]"), open.getMessage());
        assertTrue(open.getMessage().contains("SparseJacobianTest.java:"), open.getMessage());
        Fn<Tensor, List<Tensor>> two = Fn.trace("two", f64(3), x -> List.of(x, exp(x)));
        var many = assertThrows(GraphException.class, () -> two.jacobianSparse());
        assertTrue(many.getMessage().contains("needs one result"), many.getMessage());
        Fn<Tensor, Tensor> vector = Fn.trace("vector", f64(3), x -> exp(x));
        var hessian = assertThrows(GraphException.class, () -> vector.hessianSparse());
        assertTrue(hessian.getMessage().contains("the hessianSparse of vector"), hessian.getMessage());
    }

    @Test
    void entriesAreNumberedByRows() {
        Sparsity pattern = Sparsity.of(5, 3, new int[] {3, 1, 3, 1}, new int[] {2, 1, 0, 1});
        assertEquals(3, pattern.size());
        assertEquals(
                List.of(1, 3, 3), IntStream.range(0, 3).mapToObj(pattern::row).toList());
        assertEquals(
                List.of(1, 0, 2),
                IntStream.range(0, 3).mapToObj(pattern::column).toList());
        assertTrue(pattern.has(3, 2));
        assertFalse(pattern.has(3, 1));
        assertEquals(pattern, pattern.transpose().transpose());
        assertEquals(
                List.of(0, 1, 2),
                IntStream.range(0, 3).mapToObj(pattern.transpose()::row).toList());
        assertThrows(IndexOutOfBoundsException.class, () -> pattern.row(3));
    }

    /// Two columns of one colour never have an entry in the same row.
    @Test
    void coloursOfDrawnPatternsKeepEntriesApart() {
        SplittableRandom random = new SplittableRandom(6);
        for (int round = 0; round < 50; round++) {
            int rows = 1 + random.nextInt(20);
            int columns = 1 + random.nextInt(20);
            int entries = random.nextInt(60);
            int[] row = random.ints(entries, 0, rows).toArray();
            int[] column = random.ints(entries, 0, columns).toArray();
            var pattern = Sparsity.of(rows, columns, row, column);
            var compression = dev.gradlane.autodiff.Compression.of(pattern);
            List<Integer> places = new ArrayList<>();
            for (int e = 0; e < pattern.size(); e++) {
                places.add(compression.position(e));
            }
            assertEquals(pattern.size(), places.stream().distinct().count(), "round " + round);
        }
    }

    @Test
    void aLayerIsSparseInItsWeightsRowByRow() {
        record In(Tensor w, Tensor x) {}
        Fn<In, Tensor> layer = Fn.trace(
                "layer", new In(f64(5, 3), f64(3)), in -> sigmoid(in.w().matmul(in.x())));
        SparseJacobian<In> sparse = layer.jacobianSparse(In::w);
        assertEquals(1, sparse.compression().colours());
        assertFalse(sparse.compression().isByColumns());
        assertEquals(15, sparse.pattern().size());
        In at = new In(Tensor.of(point(15, 7), 5, 3), Tensor.of(point(3, 8)));
        assertMatches(run(layer.jacobianReverse(In::w), at).toDoubles(), sparse, run(sparse.compressed(), at));
    }
}
