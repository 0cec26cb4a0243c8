package dev.gradlane.examples.gradbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The models of GradBench against values of 60 digits, in ulps of the largest value of each result, and their
/// gradients by reverse mode against forward mode.
class GradBenchModelsTest {
    private static final Map<String, List<BigDecimal>> TRUTH = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                GradBenchModelsTest.class.getResourceAsStream("golden.txt"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (!line.startsWith("#")) {
                    TRUTH.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(new BigDecimal(words[2]));
                }
            }
        }
    }

    @Test
    void logSumExpIsAccurate() {
        Fn<Tensor, Tensor> f = LogSumExp.primal(9);
        check("lse.primal", 1, f, GradBenchArguments.LSE);
        check("lse.gradient", 2, f.gradient(), GradBenchArguments.LSE);
        forwardAgrees(f, GradBenchArguments.LSE, x -> x, 2);
    }

    @Test
    void thePolynomialFitIsAccurate() {
        Fn<Tensor, Tensor> f = PolynomialFit.primal(GradBenchArguments.LLSQ_POINTS, 5);
        check("llsq.primal", 1, f, GradBenchArguments.LLSQ);
        check("llsq.gradient", 1, f.gradient(), GradBenchArguments.LLSQ);
        forwardAgrees(f, GradBenchArguments.LLSQ, x -> x, 2);
    }

    @Test
    void theGaussianMixtureIsAccurate() {
        var in = GradBenchArguments.GMM;
        var f = GaussianMixture.objective(in, GradBenchArguments.PRIOR);
        check("gmm.objective", 4, f, in);
        check(
                "gmm.jacobian",
                4,
                f.gradient(GaussianMixture.In::parameters),
                in,
                p -> List.of(p.alpha(), p.mu(), p.q(), p.l()));
        forwardAgrees(f, in, i -> i.parameters().l(), 4);
    }

    @Test
    void theClustersAreAccurate() {
        var in = GradBenchArguments.KMEANS;
        check("kmeans.cost", 1, KMeans.cost(in), in);
        check("kmeans.dir", 1, KMeans.direction(in), in);
        forwardAgrees(KMeans.cost(in), in, KMeans.In::centroids, 2);
    }

    @Test
    void theBundleIsAccurateAlsoWhereACameraDoesNotTurn() {
        var in = GradBenchArguments.BA;
        check("ba.projection", 4, BundleAdjustment.objective(in), in, e -> List.of(e.projection()));
        check("ba.weight", 1, BundleAdjustment.objective(in), in, e -> List.of(e.weight()));
        check("ba.jacobian", 4, BundleAdjustment.jacobian(in), in, e -> List.of(e.projection()));
        check("ba.weightJacobian", 1, BundleAdjustment.jacobian(in), in, e -> List.of(e.weight()));
    }

    @Test
    void theRowsOfTheBundleStandWhereTheirCameraPointAndWeightDo() {
        var in = GradBenchArguments.BA;
        try (var engine = Engine.open("cpu");
                var jacobian = engine.compile(BundleAdjustment.jacobian(in))) {
            var errors = jacobian.run(in);
            SparseRows rows = SparseRows.of(in, errors);
            assertEquals(12 + 1, rows.starts().length);
            assertArrayEquals(new int[] {0, 15, 30, 45}, Arrays.copyOf(rows.starts(), 4));
            assertArrayEquals(new int[] {120, 121, 122, 123, 124}, Arrays.copyOfRange(rows.starts(), 8, 13));
            // observation 1: camera 1, point 1, weight 1 of 2 cameras, 3 points, 4 weights
            int[] second = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25, 26, 27, 32};
            assertArrayEquals(second, Arrays.copyOfRange(rows.columns(), 30, 45));
            assertArrayEquals(second, Arrays.copyOfRange(rows.columns(), 45, 60));
            assertArrayEquals(new int[] {31, 32, 33, 34}, Arrays.copyOfRange(rows.columns(), 120, 124));
            assertEquals(errors.projection().toDoubles()[37], rows.values()[37]);
            assertEquals(errors.weight().toDoubles()[3], rows.values()[123]);
        }
    }

    @Test
    void theLstmIsAccurate() {
        var in = GradBenchArguments.LSTM;
        var f = CharacterLstm.objective(in);
        check("lstm.objective", 1, f, in);
        check("lstm.jacobian", 4, f.gradient(CharacterLstm.In::parameters), in, p -> List.of(p.main(), p.extra()));
        forwardAgrees(f, in, i -> i.parameters().main(), 4);
    }

    @Test
    void theOdeIsAccurate() {
        Fn<Tensor, Tensor> last = OdeSolution.last(5, GradBenchArguments.ODE_STEPS);
        check("ode.primal", 2, OdeSolution.primal(5, GradBenchArguments.ODE_STEPS), GradBenchArguments.ODE);
        check("ode.gradient", 4, last.gradient(), GradBenchArguments.ODE);
        forwardAgrees(last, GradBenchArguments.ODE, x -> x, 4);
    }

    private static <A> void check(String name, double ulps, Fn<A, Tensor> f, A in) {
        check(name, ulps, f, in, List::of);
    }

    private static <A, R> void check(String name, double ulps, Fn<A, R> f, A in, Function<R, List<Tensor>> parts) {
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            double[] computed = parts.apply(compiled.run(in)).stream()
                    .flatMapToDouble(t -> Arrays.stream(t.toDoubles()))
                    .toArray();
            List<BigDecimal> truth = TRUTH.get(name);
            assertEquals(truth.size(), computed.length, name);
            double unit = Math.ulp(truth.stream()
                    .mapToDouble(v -> Math.abs(v.doubleValue()))
                    .max()
                    .orElseThrow());
            for (int i = 0; i < computed.length; i++) {
                double error = new BigDecimal(computed[i])
                                .subtract(truth.get(i), MathContext.DECIMAL128)
                                .abs()
                                .doubleValue()
                        / unit;
                String message = name + "[" + i + "] = " + computed[i] + " is off by " + error + " ulp";
                assertTrue(error <= ulps, message);
            }
        }
    }

    private static <A> void forwardAgrees(Fn<A, Tensor> f, A in, Function<A, Tensor> by, double ulps) {
        try (var engine = Engine.open("cpu");
                var reverse = engine.compile(f.partial(by));
                var forward = engine.compile(f.jacobianForward(by))) {
            double[] expected = reverse.run(in).toDoubles();
            double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
            assertArrayEquals(expected, forward.run(in).toDoubles(), ulps * Math.ulp(largest));
        }
    }
}
