package dev.gradlane.examples;

import static dev.gradlane.Normalisation.batchNorm;
import static dev.gradlane.Normalisation.layerNorm;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.rsqrt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Normalisation;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Normalisations against loops in the stated order, bit for bit.
class NormalisationTest {
    private static final double EPSILON = 1e-5;
    private static final int C = 3;

    private record Layer(Tensor x, Tensor scale, Tensor shift) {}

    private record All(Tensor layer, Normalisation.Batch trained, Tensor used) {}

    /// The rest of the formula: y of centred elements, which belong to statistic `of[k]`.
    private record Scaling(Compiled<Tensor, Tensor> rsqrt, double[] scale, double[] shift) {
        double[] of(double[] centred, double[] variances, int[] of) {
            double[] factors = Arrays.stream(variances)
                    .map(v -> rsqrt.run(Tensor.of(v + EPSILON)).item())
                    .toArray();
            return IntStream.range(0, centred.length)
                    .mapToDouble(k -> centred[k] * factors[of[k]] * scale[k % C] + shift[k % C])
                    .toArray();
        }
    }

    /// @param of by element, its statistic
    private static double[] means(double[] x, int[] of, int statistics) {
        return IntStream.range(0, statistics)
                .mapToDouble(s -> {
                    double[] mine = IntStream.range(0, x.length)
                            .filter(k -> of[k] == s)
                            .mapToDouble(k -> x[k])
                            .toArray();
                    return PinnedSums.lanes(mine) / mine.length;
                })
                .toArray();
    }

    private static double[] centred(double[] x, double[] means, int[] of) {
        return IntStream.range(0, x.length)
                .mapToDouble(k -> x[k] - means[of[k]])
                .toArray();
    }

    private static double[] squares(double[] x) {
        return Arrays.stream(x).map(v -> v * v).toArray();
    }

    @Test
    void everyNormalisationHasTheBitsOfItsLoops() {
        Layer prototype = new Layer(f64(Dim.symbol("N"), Dim.of(2), Dim.of(C)), f64(C), f64(C));
        double[] mean = {0.1, -0.2, 0.3};
        double[] variance = {0.5, 0, 2};
        Fn<Layer, All> all = Fn.trace("all", prototype, in -> {
            Tensor given = Tensor.of(mean);
            return new All(
                    layerNorm(in.x, in.scale, in.shift, EPSILON),
                    batchNorm(in.x, in.scale, in.shift, EPSILON),
                    batchNorm(in.x, in.scale, in.shift, given, Tensor.of(variance), EPSILON));
        });
        double[] scale = {1, -0.7, 1.3};
        double[] shift = {0, 0.25, -3};
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(all);
                var rsqrt = engine.compile(Fn.trace("rsqrt", f64(), x -> rsqrt(x)))) {
            Scaling scaling = new Scaling(rsqrt, scale, shift);
            for (int n : new int[] {0, 1, 70}) {
                double[] x = new double[n * 2 * C];
                var random = new SplittableRandom(n);
                Arrays.setAll(x, _ -> random.nextDouble(-2, 5));
                if (n > 1) {
                    // rows that are equal, infinite and not a number
                    Arrays.fill(x, 0, C, 0.1);
                    x[C] = Double.NEGATIVE_INFINITY;
                    x[2 * C] = Double.NaN;
                }
                All y = compiled.run(new Layer(Tensor.of(x, n, 2, C), Tensor.of(scale), Tensor.of(shift)));

                int[] row = IntStream.range(0, x.length).map(k -> k / C).toArray();
                double[] rows = centred(x, means(x, row, 2 * n), row);
                assertArrayEquals(scaling.of(rows, means(squares(rows), row, 2 * n), row), y.layer.toDoubles());

                int[] channel = IntStream.range(0, x.length).map(k -> k % C).toArray();
                double[] means = means(x, channel, C);
                double[] channels = centred(x, means, channel);
                double[] variances = means(squares(channels), channel, C);
                assertArrayEquals(means, y.trained.mean().toDoubles());
                assertArrayEquals(variances, y.trained.variance().toDoubles());
                assertArrayEquals(
                        scaling.of(channels, variances, channel), y.trained.y().toDoubles());
                assertArrayEquals(scaling.of(centred(x, mean, channel), variance, channel), y.used.toDoubles());
            }
        }
    }

    @Test
    void severalAxesAreOneLayer() {
        Fn<Tensor, List<Tensor>> f = Fn.trace("f", f64(2, 3, 2), x -> {
            Tensor scale = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
            return List.of(
                    layerNorm(x, scale, scale, EPSILON).reshape(2, 6),
                    layerNorm(x.reshape(2, 6), scaleOf(scale), scaleOf(scale), EPSILON));
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            double[] x = new SplittableRandom(3).doubles(12).toArray();
            List<Tensor> y = compiled.run(Tensor.of(x, 2, 3, 2));
            assertArrayEquals(y.get(1).toDoubles(), y.get(0).toDoubles());
        }
    }

    private static Tensor scaleOf(Tensor scale) {
        return Tensor.of(scale.toDoubles(), 6);
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatToDo() {
        Tensor two = Tensor.of(new double[2]);
        Tensor three = Tensor.of(new double[3]);
        Tensor one = Tensor.of(1.0);
        refused("the shape of the last axes", x -> layerNorm(x, two, two, EPSILON));
        refused("the shape of the last axes", x -> layerNorm(x, one, one, EPSILON));
        refused("one number for each", x -> layerNorm(x, three, two, EPSILON));
        refused(
                "channels are the last axis",
                x -> batchNorm(x, two, two, EPSILON).y());
        refused("channels are the last axis", x -> batchNorm(x, three, three, two, two, EPSILON));
        refused("one number for each", x -> batchNorm(x, three, three, three, two, EPSILON));
        refused(
                "axis of samples",
                x -> batchNorm(x.get(0), three, three, EPSILON).y());
        refused("keeps the variance from 0", x -> layerNorm(x, three, three, -1));
        refused("keeps the variance from 0", x -> layerNorm(x, three, three, Double.NaN));
    }

    private static void refused(String toDo, UnaryOperator<Tensor> f) {
        var e = assertThrows(GraphException.class, () -> Fn.trace("f", f64(2, 3), f));
        assertTrue(e.getMessage().contains(toDo), e::getMessage);
        assertTrue(e.getMessage().contains("NormalisationTest.java"), e::getMessage);
    }
}
