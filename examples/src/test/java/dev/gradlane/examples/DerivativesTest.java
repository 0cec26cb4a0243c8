package dev.gradlane.examples;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.max;
import static dev.gradlane.Ops.pow;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.softmax;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.where;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives against each other (forward and reverse, batched and not, stored and recomputed) and against finite
/// differences in one random direction.
class DerivativesTest {
    private static final Engine ENGINE = Engine.open("cpu");
    private static final int N = 6;

    /// A scalar function of `f64[6]`.
    record Program(String name, UnaryOperator<Tensor> body) {
        Fn<Tensor, Tensor> trace() {
            return Fn.trace("program", f64(N), body);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Program> programs() {
        return Stream.of(
                new Program("sum of products", x -> x.times(x).sum()),
                new Program("mean of exp", x -> exp(x).mean()),
                new Program("scalar product", x -> x.matmul(tanh(x))),
                new Program(
                        "matrix product",
                        x -> x.reshape(2, 3).matmul(sigmoid(x).reshape(3, 2)).sum()),
                new Program(
                        "transpose",
                        x -> x.reshape(2, 3)
                                .transpose()
                                .times(exp(x.reshape(3, 2)))
                                .sum()),
                new Program("broadcast", x -> x.reshape(6, 1).times(x).sum(0).prod()),
                new Program(
                        "slices", x -> x.slice(0, 1, 4).times(x.slice(0, 3, 6)).sum()),
                new Program("get", x -> x.get(2).times(x.get(5)).plus(exp(x.get(0)))),
                new Program(
                        "concatenate",
                        x -> concatenate(0, x, exp(x), x).times(0.25).sum()),
                new Program("product", x -> x.prod()),
                new Program("max", x -> x.max().times(x.min())),
                new Program("log-sum-exp", x -> logSumExp(x)),
                new Program(
                        "softmax",
                        x -> softmax(x.reshape(2, 3)).times(x.reshape(2, 3)).sum()),
                new Program("where", x -> where(x.gt(1.0), x.times(x), exp(x)).sum()),
                new Program("max of two", x -> max(x, x.times(x)).sum()),
                new Program(
                        "powers",
                        x -> pow(x, 3).plus(pow(x, -2)).plus(pow(x, 2.5)).sum()),
                new Program("quotient", x -> log(x).div(sqrt(x).plus(x)).sum()),
                new Program(
                        "checkpoint",
                        x -> Fn.trace("part", f64(N), p -> exp(tanh(p)).times(p))
                                .checkpoint()
                                .apply(x)
                                .sum()));
    }

    @AfterAll
    static void close() {
        ENGINE.close();
        assertEquals(0, ENGINE.liveBytes());
    }

    private static double[] point(long seed) {
        return new SplittableRandom(seed).doubles(N, 0.5, 1.9).toArray();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// (∇f·v computed in reverse) = (f'(x)v computed forward), also for the gradient itself (second order).
    @ParameterizedTest
    @MethodSource("programs")
    void forwardAgreesWithReverseAndWithFiniteDifferences(Program program) {
        double[] x = point(1);
        double[] v = point(2);
        Fn<Tensor, Tensor> f = program.trace();
        double[] gradient = run(f.gradient(), Tensor.of(x)).toDoubles();
        double tangent =
                run(f.jvp(), new Dual<>(Tensor.of(x), Tensor.of(v))).tangent().item();
        double scale = dot(absolute(gradient), v) + 1e-300;
        assertEquals(tangent, dot(gradient, v), 1e-13 * scale);

        double h = 1e-5;
        double difference = (at(f, x, v, h) - at(f, x, v, -h)) / (2 * h);
        assertEquals(difference, tangent, 1e-7 * scale + 1e-8);

        double[] hv = run(f.gradient().jvp(), new Dual<>(Tensor.of(x), Tensor.of(v)))
                .tangent()
                .toDoubles();
        Fn<Tensor, Tensor> directional = Fn.trace(
                "directional",
                f64(N),
                y -> f.gradient().apply(y).times(Tensor.of(v)).sum());
        double[] vh = run(directional.gradient(), Tensor.of(x)).toDoubles();
        double size = Arrays.stream(absolute(hv)).sum();
        assertArrayEquals(hv, vh, 1e-12 * size + 1e-300);
    }

    private static double at(Fn<Tensor, Tensor> f, double[] x, double[] v, double h) {
        double[] moved = x.clone();
        for (int i = 0; i < N; i++) {
            moved[i] += h * v[i];
        }
        return run(f, Tensor.of(moved)).item();
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aBatchHasTheBitsOfItsSamples(Program program) {
        Fn<Tensor, Tensor> gradient = program.trace().gradient();
        double[] batch = new double[3 * N];
        for (int sample = 0; sample < 3; sample++) {
            System.arraycopy(point(sample), 0, batch, sample * N, N);
        }
        double[] all = run(gradient.batched(), Tensor.of(batch, 3, N)).toDoubles();
        for (int sample = 0; sample < 3; sample++) {
            double[] one = run(gradient, Tensor.of(point(sample))).toDoubles();
            assertArrayEquals(one, Arrays.copyOfRange(all, sample * N, (sample + 1) * N));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void thePairWithResidualsHasTheBitsOfTheGradient(Program program) {
        Pullback<Tensor, Tensor, Tensor> vjp = program.trace().vjp();
        var cache = run(vjp.forward(), Tensor.of(point(3)));
        double[] paired = run(vjp.backward(), new Pullback.Backward<>(cache.residuals(), Tensor.of(1.0)))
                .toDoubles();
        double[] fused = run(program.trace().gradient(), Tensor.of(point(3))).toDoubles();
        assertEquals(
                run(program.trace(), Tensor.of(point(3))).item(), cache.value().item());
        assertArrayEquals(fused, paired);
    }

    @Test
    void aCheckpointChangesNoBit() {
        Fn<Tensor, Tensor> part = Fn.trace("part", f64(N), p -> exp(tanh(p)).times(p));
        Fn<Tensor, Tensor> plain = Fn.trace("f", f64(N), x -> part.apply(x).sum());
        Fn<Tensor, Tensor> again =
                Fn.trace("f", f64(N), x -> part.checkpoint().apply(x).sum());
        assertArrayEquals(
                run(plain.gradient(), Tensor.of(point(4))).toDoubles(),
                run(again.gradient(), Tensor.of(point(4))).toDoubles());
        assertTrue(again.vjp().forward().graph().outputs().size()
                < plain.vjp().forward().graph().outputs().size() + 1);
    }

    record In(Tensor w, Tensor x) {}

    /// Gradient of the batch mean and batch mean of the gradients, on a batch of odd size past one chunk.
    @Test
    void theGradientOfAMeanIsTheMeanOfTheGradientsToTheBit() {
        Fn<In, Tensor> loss =
                Fn.trace("loss", new In(f64(4), f64(4)), in -> pow(tanh(in.w().matmul(in.x())), 2));
        int batch = 5003;
        double[] x = new SplittableRandom(7).doubles(batch * 4L, -2, 2).toArray();
        In data = new In(Tensor.of(new double[] {0.1, -0.4, 0.7, 1.3}), Tensor.of(x, batch, 4));
        double[] ofMean = run(loss.batched(In::x).mean().gradient(In::w), data).toDoubles();
        double[] meanOf = run(loss.gradient(In::w).batched(In::x).mean(), data).toDoubles();
        assertArrayEquals(ofMean, meanOf);
        assertEquals(
                batch * 4,
                run(loss.gradient(In::w).batched(In::x), data).shape().size());
    }

    @Test
    void tiesAndKinksFollowTheContract() {
        Fn<Tensor, Tensor> largest = Fn.trace("f", f64(3), x -> x.max());
        assertArrayEquals(
                new double[] {0.5, 0, 0.5},
                run(largest.gradient(), Tensor.of(new double[] {2, 1, 2})).toDoubles());
        Fn<Tensor, Tensor> relu = Fn.trace("relu", f64(), dev.gradlane.Ops::relu);
        assertEquals(0, run(relu.gradient(), Tensor.of(0.0)).item());
        Fn<Tensor, Tensor> abs = Fn.trace("abs", f64(), dev.gradlane.Ops::abs);
        assertEquals(0, run(abs.gradient(), Tensor.of(0.0)).item());
        Fn<Tensor, Tensor> first = Fn.trace("first", f64(3), x -> x.get(0));
        assertArrayEquals(
                new double[] {1, 0, 0},
                run(first.gradient(), Tensor.of(new double[] {5, 6, 7})).toDoubles());
        Fn<Tensor, Tensor> zeros = Fn.trace("zeros", f64(3), Tensor::prod);
        assertArrayEquals(
                new double[] {12, 0, 0},
                run(zeros.gradient(), Tensor.of(new double[] {0, 3, 4})).toDoubles());
        Fn<Tensor, Tensor> stopped =
                Fn.trace("stopped", f64(), x -> stopGradient(x).times(x));
        assertEquals(3, run(stopped.gradient(), Tensor.of(3.0)).item());
    }

    @Test
    void theGradientGrowsLinearlyWithTheProgram() {
        int small = nodes(100);
        int large = nodes(1000);
        assertTrue(large < 10.5 * small, small + " nodes, then " + large);
    }

    private static int nodes(int length) {
        return Fn.trace("chain", f64(), x -> {
                    Tensor y = x;
                    for (int i = 0; i < length; i++) {
                        y = exp(y.times(x)).plus(x);
                    }
                    return y;
                })
                .gradient()
                .graph()
                .nodes()
                .size();
    }

    @Test
    void aVectorHasNoGradientAndTheMessageSaysWhatToDo() {
        var e = assertThrows(
                GraphException.class, () -> Fn.trace("f", f64(3), x -> exp(x)).gradient());
        assertTrue(e.getMessage().contains("reduce it with sum or mean"), e.getMessage());
    }

    @Test
    void aShapeThatDoesNotFitNamesTheLine() {
        var e = assertThrows(
                GraphException.class,
                () -> Fn.trace("f", new In(f64(3), f64(4)), in -> in.w().plus(in.x())));
        assertTrue(e.getMessage().contains("DerivativesTest.java:"), e.getMessage());
    }

    /// A function that looks across samples takes the batch as an explicit axis: the variance of a column.
    @Test
    void codeThatLooksAcrossSamplesTakesAnExplicitBatch() {
        Fn<Tensor, Tensor> variance = Fn.trace("variance", f64(Dim.symbol("B")), x -> {
            Tensor centred = x.minus(x.mean());
            return centred.times(centred).mean();
        });
        double[] x = {1, 2, 4, 9};
        assertEquals(9.5, run(variance, Tensor.of(x)).item());
        // 2 (x - mean) / n
        assertArrayEquals(
                new double[] {-1.5, -1, 0, 2.5},
                run(variance.gradient(), Tensor.of(x)).toDoubles());
    }

    @Test
    void batchesNest() {
        Fn<In, Tensor> f = Fn.trace("f", new In(f64(), f64()), in -> exp(in.w().times(in.x())));
        double[] w = {0.5, 1, 2};
        double[] x = {-1, 0.25};
        Fn<In, In> table = f.gradient().batched(In::x).batched(In::w);
        double[] all = run(table, new In(Tensor.of(w), Tensor.of(x))).w().toDoubles();
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < x.length; j++) {
                In one = run(f.gradient(), new In(Tensor.of(w[i]), Tensor.of(x[j])));
                assertEquals(one.w().item(), all[i * x.length + j]);
            }
        }
    }

    /// The same function applied at two sizes inside another: its symbol is bound at each use.
    @Test
    void aSymbolIsBoundWhereTheFunctionIsApplied() {
        Fn<Tensor, Tensor> total = Fn.trace("total", f64(Dim.symbol("B")), Tensor::sum);
        Fn<Tensor, Tensor> both =
                Fn.trace("both", f64(N), x -> total.apply(x.slice(0, 0, 2)).times(total.apply(x)));
        double[] x = {1, 2, 3, 4, 5, 6};
        assertEquals(63, run(both, Tensor.of(x)).item());
        assertArrayEquals(
                new double[] {24, 24, 3, 3, 3, 3},
                run(both.gradient(), Tensor.of(x)).toDoubles());
    }

    @Test
    void closuresNestTwoDeep() {
        Fn<Tensor, Tensor> f = Fn.trace(
                "f",
                f64(),
                x -> Fn.trace(
                                "g",
                                f64(),
                                y -> Fn.trace(
                                                "h",
                                                f64(),
                                                z -> x.times(y).times(z).times(z))
                                        .gradient()
                                        .apply(y))
                        .gradient()
                        .apply(x));
        // h' = 2xyz at z = y: 2xy²; its derivative by y: 4xy at y = x: 4x²; by x: 8x
        try (var gradient = ENGINE.compile(f.gradient())) {
            assertEquals(24, gradient.run(Tensor.of(3.0)).item());
        }
    }
}
