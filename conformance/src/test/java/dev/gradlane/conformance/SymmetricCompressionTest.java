package dev.gradlane.conformance;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Fn;
import dev.gradlane.SparseJacobian;
import dev.gradlane.Tensor;
import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Symmetric matrices from few sums of their columns: every entry is read where it stands alone.
class SymmetricCompressionTest {
    private static Sparsity pattern(int n, BiPredicate<Integer, Integer> has) {
        int[] all =
                IntStream.range(0, n * n).filter(e -> has.test(e / n, e % n)).toArray();
        return Sparsity.of(
                n,
                n,
                IntStream.of(all).map(e -> e / n).toArray(),
                IntStream.of(all).map(e -> e % n).toArray());
    }

    /// @param colours the fewest there can be for a symmetric matrix, but for the grid: those that a greedy search
    /// finds
    record Known(String name, Sparsity pattern, int byColumns, int colours) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Known> known() {
        return Stream.of(
                new Known("arrow", pattern(30, (i, j) -> i == 0 || j == 0 || i.equals(j)), 30, 2),
                new Known(
                        "arrow, its head at the end", pattern(30, (i, j) -> i == 29 || j == 29 || i.equals(j)), 30, 2),
                new Known("three diagonals", pattern(30, (i, j) -> Math.abs(i - j) <= 1), 3, 3),
                new Known("a diagonal", pattern(30, Integer::equals), 1, 1),
                new Known("no entry", pattern(4, (_, _) -> false), 1, 1),
                new Known("all", pattern(7, (_, _) -> true), 7, 7),
                new Known(
                        "two blocks that share a corner",
                        pattern(9, (i, j) -> i <= 4 && j <= 4 || i >= 4 && j >= 4),
                        9,
                        5));
    }

    @ParameterizedTest
    @MethodSource("known")
    void colours(Known known) {
        assertEquals(known.byColumns, Compression.byColumns(known.pattern).colours());
        Compression symmetric = Compression.symmetric(known.pattern);
        assertEquals(known.colours, symmetric.colours());
        assertShowsEveryEntry(symmetric, known.pattern.columns(), new SplittableRandom(3));
    }

    /// Patterns of all densities, also with an entry whose mirror image is missing.
    @Test
    void drawnPatterns() {
        SplittableRandom random = new SplittableRandom(11);
        int fewer = 0;
        for (int round = 0; round < 400; round++) {
            int n = 1 + random.nextInt(25);
            double density = random.nextDouble() * random.nextDouble();
            boolean[] drawn = new boolean[n * n];
            for (int e = 0; e < n * n; e++) {
                drawn[e] = random.nextDouble() < density;
            }
            Sparsity pattern = pattern(n, (i, j) -> drawn[i * n + j]);
            Compression symmetric = Compression.symmetric(pattern);
            for (int e = 0; e < pattern.size(); e++) {
                assertTrue(symmetric.pattern().has(pattern.row(e), pattern.column(e)));
                assertTrue(symmetric.pattern().has(pattern.column(e), pattern.row(e)));
            }
            assertShowsEveryEntry(symmetric, n, random);
            fewer += symmetric.colours()
                            < Compression.byColumns(symmetric.pattern()).colours()
                    ? 1
                    : 0;
        }
        assertTrue(fewer > 200, fewer + " patterns of 400 take fewer colours than by columns");
    }

    /// Of a matrix of whole numbers with this pattern, whose sums are exact.
    private static void assertShowsEveryEntry(Compression compression, int n, SplittableRandom random) {
        Sparsity pattern = compression.pattern();
        long[][] matrix = new long[n][n];
        for (int e = 0; e < pattern.size(); e++) {
            int i = pattern.row(e);
            int j = pattern.column(e);
            matrix[i][j] = i > j ? matrix[j][i] : random.nextLong(1, 1L << 40);
        }
        long[] sums = new long[compression.colours() * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sums[compression.colour(j) * n + i] += matrix[i][j];
            }
        }
        for (int e = 0; e < pattern.size(); e++) {
            assertEquals(matrix[pattern.row(e)][pattern.column(e)], sums[compression.position(e)]);
        }
    }

    private static Value run(Fn<Tensor, Tensor> f, double[] x) {
        Graph frozen = Freeze.of(f.graph());
        Value at = Value.of(frozen.inputTypes().getFirst(), Map.of(), i -> Double.doubleToRawLongBits(x[(int) i]));
        return Definition.run(frozen, List.of(at), Map.of()).getFirst();
    }

    /// Entries have the bits of the whole matrix, in their place or in that of their mirror image.
    @Test
    void entriesAreThoseOfTheHessian() {
        int n = 12;
        UnaryOperator<Tensor> arrow = x -> exp(x.slice(0, 1, n).times(x.get(0)))
                .sum()
                .plus(x.times(x).times(x).sum());
        Fn<Tensor, Tensor> f = Fn.trace("arrow", f64(n), arrow);
        SparseJacobian<Tensor> sparse = f.hessianSymmetric();
        assertEquals(2, sparse.compression().colours());
        assertEquals(n, f.hessianSparse().compression().colours());
        assertEquals(n + 2 * (n - 1), sparse.pattern().size());
        double[] x = new SplittableRandom(5).doubles(n, 0.3, 1.7).toArray();
        Value whole = run(f.hessian(), x);
        Value compressed = run(sparse.compressed(), x);
        int own = 0;
        for (int e = 0; e < sparse.pattern().size(); e++) {
            int i = sparse.pattern().row(e);
            int j = sparse.pattern().column(e);
            long bits = compressed.bits(sparse.compression().position(e));
            own += bits == whole.bits(i * n + j) ? 1 : 0;
            assertTrue(bits == whole.bits(i * n + j) || bits == whole.bits(j * n + i), i + ", " + j);
        }
        assertTrue(own > n, own + " entries");
    }
}
