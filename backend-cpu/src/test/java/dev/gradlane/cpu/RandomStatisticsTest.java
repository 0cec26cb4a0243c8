package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Statistics of fixed draws. Every bound is that of a two-sided test at significance 10⁻⁴ (a standard normal beyond
/// 3.8906, or a distribution's quantile): a correct generator with other keys would fail one of the 140 bounds here
/// with
/// a probability of 1.4 %. The keys are fixed, so these tests always give the same answer.
final class RandomStatisticsTest {
    private static final int N = 1 << 17;
    private static final double Z = 3.8906;

    /// P(√n·D > 2.2253) = 10⁻⁴ for Kolmogorov's statistic, from 2·exp(−2x²).
    private static final double KOLMOGOROV = 2.2253;

    private static final List<DType> FLOATS = List.of(DType.F32, DType.F64);

    private static double[] draw(Function<Random, Tensor> draw, Random at) {
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(
                        Fn.trace("draw", Random.prototype(), r -> draw.apply(r).to(DType.F64)))) {
            return compiled.run(at).toDoubles();
        }
    }

    /// N numbers along the elements, and N along the samples: the two ways in which a counter moves.
    private static List<double[]> both(Function<Random, Tensor> one, Function<Random, Tensor> many, long key) {
        var batch = Fn.trace("draw", Random.prototype(), r -> one.apply(r).to(DType.F64))
                .batched(Random::sample);
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(batch)) {
            return List.of(
                    draw(many, Random.key(key)),
                    compiled.run(Random.key(key).sample(Random.samples(0, N))).toDoubles());
        }
    }

    /// |observed − mean| of a statistic of this standard error.
    private static void requireNear(String what, double mean, double error, double observed) {
        assertTrue(
                Math.abs(observed - mean) <= Z * error,
                () -> what + " = " + observed + ", expected " + mean + " ± " + Z * error);
    }

    private static double moment(double[] x, int power) {
        return Arrays.stream(x).map(v -> Math.pow(v, power)).average().orElseThrow();
    }

    /// χ² of `counts` against equal probabilities; its quantile by Wilson and Hilferty's cube.
    private static void requireEqual(String what, long[] counts) {
        double expected = (double) Arrays.stream(counts).sum() / counts.length;
        double chi = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        double df = counts.length - 1;
        double z = (Math.cbrt(chi / df) - (1 - 2 / (9 * df))) / Math.sqrt(2 / (9 * df));
        assertTrue(Math.abs(z) <= Z, () -> what + ": chi square " + chi + " of " + df + " degrees, z = " + z);
    }

    private static void requireDistribution(String what, double[] x, DoubleUnaryOperator cdf) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double p = cdf.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.max(p - (double) i / x.length, (i + 1.0) / x.length - p));
        }
        double scaled = distance * Math.sqrt(x.length);
        assertTrue(scaled <= KOLMOGOROV, () -> what + ": Kolmogorov-Smirnov " + scaled);
    }

    private static double correlation(double[] x, double[] y) {
        double mx = moment(x, 1);
        double my = moment(y, 1);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xy / Math.sqrt(xx * yy);
    }

    /// Φ from a numerical integral of the density (Simpson), not from the library.
    private static double normalCdf(double x) {
        int steps = 200;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * Math.exp(-(i * h) * (i * h) / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    @Test
    void uniform() {
        for (DType dtype : FLOATS) {
            for (double[] u : both(r -> r.uniform(dtype), r -> r.uniform(dtype, N), 1)) {
                requireNear("mean", 0.5, Math.sqrt(1 / 12.0 / N), moment(u, 1));
                requireNear("second moment", 1 / 3.0, Math.sqrt(4 / 45.0 / N), moment(u, 2));
                long[] cells = new long[1000];
                long[] pairs = new long[32 * 32];
                for (int i = 0; i < N; i++) {
                    cells[(int) (1000 * u[i])]++;
                    pairs[32 * (int) (32 * u[i]) + (int) (32 * u[(i + 1) % N])] += i % 2 == 0 ? 1 : 0;
                }
                requireEqual("cells", cells);
                requireEqual("neighbouring pairs", pairs);
                requireDistribution("uniform", u, x -> x);
                requireRuns(u);
            }
        }
    }

    /// Runs above and below 1/2 (Wald, Wolfowitz 1940), and ascents.
    private static void requireRuns(double[] u) {
        double above = Arrays.stream(u).filter(x -> x > 0.5).count();
        double below = u.length - above;
        double runs = 1;
        double ascents = 0;
        for (int i = 1; i < u.length; i++) {
            runs += u[i] > 0.5 != u[i - 1] > 0.5 ? 1 : 0;
            ascents += u[i] > u[i - 1] ? 1 : 0;
        }
        double n = u.length;
        double mean = 1 + 2 * above * below / n;
        requireNear("runs", mean, Math.sqrt((mean - 1) * (mean - 2) / (n - 1)), runs);
        requireNear("ascents", (n - 1) / 2, Math.sqrt((n + 1) / 12), ascents);
    }

    @Test
    void everyBitIsFair() {
        double[] words = draw(r -> r.bits(DType.I32, N), Random.key(2));
        for (int bit = 0; bit < 32; bit++) {
            int b = bit;
            long ones =
                    Arrays.stream(words).filter(w -> ((int) w >> b & 1) == 1).count();
            requireNear("bit " + bit, N / 2.0, Math.sqrt(N / 4.0), ones);
        }
    }

    @Test
    void normal() {
        for (DType dtype : FLOATS) {
            for (double[] z : both(r -> r.normal(dtype), r -> r.normal(dtype, N), 3)) {
                requireNear("mean", 0, Math.sqrt(1.0 / N), moment(z, 1));
                requireNear("variance", 1, Math.sqrt(2.0 / N), moment(z, 2));
                requireNear("third moment", 0, Math.sqrt(15.0 / N), moment(z, 3));
                requireNear("fourth moment", 3, Math.sqrt(96.0 / N), moment(z, 4));
                requireDistribution("normal", z, RandomStatisticsTest::normalCdf);
                requireNear("lag 1", 0, 1 / Math.sqrt(N), correlation(z, shifted(z)));
                double[] squares = Arrays.stream(z).map(x -> x * x).toArray();
                requireNear("lag 1 of squares", 0, 1 / Math.sqrt(N), correlation(squares, shifted(squares)));
                long tail = Arrays.stream(z).filter(x -> Math.abs(x) > 3).count();
                double p = 0.0026997960632602;
                requireNear("beyond 3", N * p, Math.sqrt(N * p * (1 - p)), tail);
            }
        }
    }

    private static double[] shifted(double[] x) {
        double[] y = new double[x.length];
        System.arraycopy(x, 1, y, 0, x.length - 1);
        y[x.length - 1] = x[0];
        return y;
    }

    @Test
    void exponential() {
        for (DType dtype : FLOATS) {
            for (double[] e : both(r -> r.exponential(dtype), r -> r.exponential(dtype, N), 4)) {
                requireNear("mean", 1, Math.sqrt(1.0 / N), moment(e, 1));
                requireNear("second moment", 2, Math.sqrt(20.0 / N), moment(e, 2));
                requireDistribution("exponential", e, x -> 1 - Math.exp(-x));
            }
        }
    }

    @Test
    void integers() {
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            for (int bound : new int[] {2, 3, 7, 10, 1000}) {
                for (double[] x : both(r -> r.integers(dtype, bound), r -> r.integers(dtype, bound, N), 5)) {
                    long[] counts = new long[bound];
                    Arrays.stream(x).forEach(v -> counts[(int) v]++);
                    requireEqual("below " + bound, counts);
                }
            }
        }
    }

    /// All 24 orders of four numbers are as likely.
    @Test
    void permutation() {
        var batch = Fn.trace("draw", Random.prototype(), r -> r.permutation(4)).batched(Random::sample);
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(batch)) {
            long[] places =
                    compiled.run(Random.key(9).sample(Random.samples(0, N))).toLongs();
            long[] orders = new long[256];
            for (int i = 0; i < places.length; i += 4) {
                orders[(int) (64 * places[i] + 16 * places[i + 1] + 4 * places[i + 2] + places[i + 3])]++;
            }
            long[] counts = Arrays.stream(orders).filter(count -> count > 0).toArray();
            assertEquals(24, counts.length);
            requireEqual("orders", counts);
        }
    }

    /// Keys, streams and samples next to each other have nothing to do with each other.
    @Test
    void neighboursAreIndependent() {
        Random origin = Random.key(6);
        double[] first = draw(r -> r.uniform(DType.F64, N), origin);
        List<Random> neighbours = List.of(
                Random.key(7),
                Random.key(6 | 1L << 32),
                Random.key(6 | 1L << 63),
                origin.stream(1),
                origin.stream(2),
                origin.stream(Integer.MIN_VALUE),
                origin.sample(1),
                origin.sample(1L << 32),
                origin.sample(-1));
        for (Random neighbour : neighbours) {
            double[] other = draw(r -> r.uniform(DType.F64, N), neighbour);
            requireNear("correlation", 0, 1 / Math.sqrt(N), correlation(first, other));
            long[] pairs = new long[16 * 16];
            for (int i = 0; i < N; i++) {
                pairs[16 * (int) (16 * first[i]) + (int) (16 * other[i])]++;
            }
            requireEqual("pairs", pairs);
        }
    }

    /// Generators with a known flaw fail the tests that look for it.
    @Test
    void theTestsSeeFlaws() {
        double[] u = draw(r -> r.uniform(DType.F64, N), Random.key(8));
        // never in the lowest hundredth; sorted; each number twice; three uniform numbers for a normal one
        double[] squeezed = Arrays.stream(u).map(x -> 0.01 + 0.99 * x).toArray();
        double[] sorted = u.clone();
        Arrays.sort(sorted);
        double[] twice = new double[N];
        Arrays.setAll(twice, i -> u[i / 2]);
        double[] sums = new double[N];
        Arrays.setAll(sums, i -> {
            double sum = u[i] + u[(i + 10_007) % N] + u[(i + 20_014) % N];
            return 2 * sum - 3;
        });
        requireDistribution("as it is", u, x -> x);
        requireRuns(u);
        assertThrows(AssertionError.class, () -> requireDistribution("squeezed", squeezed, x -> x));
        assertThrows(AssertionError.class, () -> requireRuns(sorted));
        assertThrows(AssertionError.class, () -> requireRuns(twice));
        assertThrows(AssertionError.class, () -> requireNear("fourth moment", 3, Math.sqrt(96.0 / N), moment(sums, 4)));
        assertThrows(
                AssertionError.class,
                () -> requireNear("lag 1", 0, 1 / Math.sqrt(N), correlation(twice, shifted(twice))));
        long[] uneven = new long[10];
        Arrays.fill(uneven, N / 10);
        uneven[3] += N / 100;
        assertThrows(AssertionError.class, () -> requireEqual("uneven", uneven));
        Arrays.fill(uneven, N / 10);
        assertThrows(AssertionError.class, () -> requireEqual("too even to be random", uneven));
    }
}
