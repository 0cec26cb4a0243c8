package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Digamma;
import dev.gradlane.function.ErrorInverse;
import dev.gradlane.function.Functions;
import dev.gradlane.function.LogGamma;
import dev.gradlane.function.Normal;
import dev.gradlane.function.NormalQuantile;
import dev.gradlane.function.Polygamma;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds between values of the gamma functions and of the inverse error functions: symmetry, order across the
/// seams of their pieces, recurrence, and the names of the polygamma functions.
class SpecialFunctionsTest {
    /// Two pieces of a function meet at `at`, where it rises or falls.
    private record Seam(Composite function, double at, boolean rises) {}

    static Stream<Seam> seams() {
        return Stream.of(
                new Seam(ErrorInverse.ERFINV, 1 - 0x1p-8, true),
                new Seam(ErrorInverse.ERFINV, -1 + 0x1p-8, true),
                new Seam(ErrorInverse.ERFINV, 0.5, true),
                new Seam(NormalQuantile.NORMAL_QUANTILE, 0x1p-9, true),
                new Seam(NormalQuantile.NORMAL_QUANTILE, 1 - 0x1p-9, true),
                new Seam(NormalQuantile.NORMAL_QUANTILE, 0.5, true),
                new Seam(NormalQuantile.NORMAL_QUANTILE, 0x1p-100, true),
                new Seam(LogGamma.LGAMMA, 0.5, false),
                new Seam(LogGamma.LGAMMA, 1, false),
                new Seam(LogGamma.LGAMMA, 1.5, true),
                new Seam(LogGamma.LGAMMA, 2, true),
                new Seam(LogGamma.LGAMMA, 2.5, true),
                new Seam(LogGamma.LGAMMA, -0.5, true),
                new Seam(Digamma.DIGAMMA, 1, true),
                new Seam(Digamma.DIGAMMA, 1.4616321449683622, true),
                new Seam(Digamma.DIGAMMA, 2, true),
                new Seam(Digamma.DIGAMMA, -0.5, true),
                new Seam(Polygamma.of(1), 11, false),
                new Seam(Polygamma.of(2), 11, true));
    }

    @ParameterizedTest
    @MethodSource("seams")
    void nothingTurnsBackAtASeam(Seam seam) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double[] x = neighbours(dtype, seam.at);
            double[] y = values(seam.function, dtype, x);
            for (int i = 1; i < x.length; i++) {
                double step = seam.rises ? y[i] - y[i - 1] : y[i - 1] - y[i];
                double ulp = dtype == DType.F32 ? Math.ulp((float) y[i]) : Math.ulp(y[i]);
                double slack = seam.function.promise(dtype).orElseThrow() * ulp;
                int at = i;
                assertTrue(step >= -slack, () -> seam + " " + dtype + ": turns back at " + x[at]);
            }
        }
    }

    @Test
    void theInverseErrorFunctionIsOdd() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double[] x = inside(dtype, -1, 1);
            double[] minus = DoubleStream.of(x).map(v -> -v).toArray();
            double[] y = values(ErrorInverse.ERFINV, dtype, x);
            double[] z = values(ErrorInverse.ERFINV, dtype, minus);
            for (int i = 0; i < x.length; i++) {
                assertEquals(y[i], -z[i], dtype + " at " + x[i]);
            }
        }
    }

    @Test
    void theQuantileIsSymmetricWhereTheComplementIsExact() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double[] p = inside(dtype, 0.5, 1);
            double[] q = DoubleStream.of(p).map(v -> 1 - v).toArray();
            double[] y = values(NormalQuantile.NORMAL_QUANTILE, dtype, p);
            double[] z = values(NormalQuantile.NORMAL_QUANTILE, dtype, q);
            for (int i = 0; i < p.length; i++) {
                assertEquals(y[i], -z[i] + 0.0, dtype + " at " + p[i]);
            }
        }
    }

    /// Φ(Φ⁻¹(p)) = p: an error of 2 ulp in y moves Φ by 2·|y|·φ/Φ ulp, less than 2·y² + 4 of them in all.
    @Test
    void theDistributionUndoesTheQuantile() {
        double[] p = Stream.of(
                        inside(DType.F64, 0, 0.5),
                        DoubleStream.iterate(0.4, v -> v * 0.7).limit(2000).toArray())
                .flatMapToDouble(DoubleStream::of)
                .toArray();
        double[] y = values(NormalQuantile.NORMAL_QUANTILE, DType.F64, p);
        double[] back = values(Normal.NORMAL_CDF, DType.F64, y);
        for (int i = 0; i < p.length; i++) {
            double allowed = (4 + 4 * y[i] * y[i]) * Math.ulp(p[i]);
            assertEquals(p[i], back[i], allowed, "at " + p[i]);
        }
    }

    /// ψ⁽ⁿ⁾(x + 1) − ψ⁽ⁿ⁾(x) = (−1)ⁿ·n!·x⁻ⁿ⁻¹, at numbers whose successor is exact, of both signs.
    @Test
    void polygammaKeepsItsRecurrenceAtEveryOrder() {
        double[] x = IntStream.range(-400, 400).mapToDouble(i -> (i + 0.5) / 32).toArray();
        double[] next = DoubleStream.of(x).map(v -> v + 1).toArray();
        for (int n = 0; n <= 12; n++) {
            double[] y = values(Polygamma.of(n), DType.F64, x);
            double[] z = values(Polygamma.of(n), DType.F64, next);
            double factorial = IntStream.rangeClosed(1, n).asDoubleStream().reduce(1, (a, b) -> a * b);
            for (int i = 0; i < x.length; i++) {
                double step = (n % 2 == 0 ? 1 : -1) * factorial * StrictMath.pow(x[i], -n - 1);
                double size = Math.max(Math.max(Math.abs(y[i]), Math.abs(z[i])), Math.max(Math.abs(step), 1));
                assertEquals(step, z[i] - y[i], 4 * (4 + 1.5 * n) * Math.ulp(size), "order " + n + " at " + x[i]);
            }
        }
    }

    @Test
    void polygammaHasANameForEveryOrder() {
        assertEquals(Digamma.DIGAMMA, Polygamma.of(0));
        for (int n = 1; n <= Polygamma.MAX_ORDER; n++) {
            assertEquals(Optional.of(Polygamma.of(n)), Functions.named("polygamma" + n));
        }
        for (String other : List.of("polygamma", "polygamma0", "polygamma01", "polygamma51", "polygamma1 ")) {
            assertEquals(Optional.empty(), Functions.named(other), other);
        }
        assertThrows(IllegalArgumentException.class, () -> Polygamma.of(-1));
        assertThrows(IllegalArgumentException.class, () -> Polygamma.of(51));
    }

    @Test
    void theDerivativeOfAPolygammaIsTheNextInText() {
        GraphBuilder b = new GraphBuilder("g");
        Expr x = b.input("x", TensorType.scalar(DType.F64));
        Expr y = x.apply(Polygamma.of(7));
        Expr slope = Polygamma.of(7).partials().getFirst().apply(List.of(x), y, x.constant(1));
        Graph graph = b.output("y", y).output("slope", slope).build();
        String text = GraphText.print(graph);
        assertTrue(text.contains("= polygamma7 ") && text.contains("= polygamma8 "), text);
        assertEquals(graph, GraphText.parse(text));
    }

    /// 2000 numbers on either side, ascending.
    private static double[] neighbours(DType dtype, double at) {
        double[] x = new double[4001];
        for (int i = 0; i < x.length; i++) {
            int steps = at < 0 ? 2000 - i : i - 2000;
            x[i] = dtype.toDouble(dtype.bitsOf(at) + steps);
        }
        return x;
    }

    private static double[] inside(DType dtype, double low, double high) {
        return new SplittableRandom(25)
                .doubles(5000, low, high)
                .map(v -> dtype.toDouble(dtype.bitsOf(v)))
                .filter(v -> low < v && v < high)
                .toArray();
    }

    private static double[] values(Composite function, DType dtype, double[] x) {
        GraphBuilder b = new GraphBuilder(function.symbol());
        Expr operand = b.input("x", new TensorType(dtype, Shape.of(Dim.of(x.length))));
        Graph graph = Freeze.of(b.output("y", operand.apply(function)).build());
        long[] bits = DoubleStream.of(x).mapToLong(dtype::bitsOf).toArray();
        long[] y = OnCpu.run(graph, Map.of(), bits).getFirst();
        return IntStream.range(0, y.length)
                .mapToDouble(i -> dtype.toDouble(y[i]))
                .toArray();
    }
}
