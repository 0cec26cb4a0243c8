package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.expression.Expression;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Symmetry, order and limits of the hyperbolic functions, activations and remainders.
final class ActivationsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Graph parsed(String text, DType dtype) {
        return Expression.parse(text).sampleGraph(dtype);
    }

    /// The first, value, and the second output, derivative, of a function of x, differentiated `order` times before.
    private static double[][] at(String text, DType dtype, int order, double... x) {
        Graph graph = parsed(text, dtype);
        for (int i = 0; i < order; i++) {
            graph = slope(graph);
        }
        Graph both = Freeze.of(Batch.of(Vjp.valueAndGradient(graph, List.of(0)), Set.of(0), "N"));
        List<long[]> bits = OnCpu.run(both, Map.of("N", (long) x.length), Bits.of(dtype, x));
        return bits.stream()
                .map(b -> Arrays.stream(b).mapToDouble(dtype::toDouble).toArray())
                .toArray(double[][]::new);
    }

    private static Graph slope(Graph graph) {
        Graph both = Vjp.valueAndGradient(graph, List.of(0));
        GraphBuilder b = new GraphBuilder(graph.name());
        var x = b.input("x", both.inputTypes().getFirst());
        return b.output("y", b.inline(both, List.of(x)).get(1)).build();
    }

    private static long[] values(String symbol, DType dtype, long... x) {
        GraphBuilder b = new GraphBuilder(symbol);
        var in = b.input("x", new TensorType(dtype, Shape.of(Dim.symbol("N"))));
        Graph graph =
                b.output("y", in.apply(Functions.named(symbol).orElseThrow())).build();
        return OnCpu.run(Freeze.of(graph), Map.of("N", (long) x.length), x).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sinh", "asinh", "atanh", "cosh"})
    void oddAndEvenToTheBit(String symbol) {
        long sign = 1L << 31;
        long[] x = LongStream.iterate(0, b -> b < 0x7f800000L, b -> b + 65_537).toArray();
        long[] mirrored = LongStream.of(x).map(b -> b | sign).toArray();
        long[] y = values(symbol, DType.F32, x);
        if (!symbol.equals("cosh")) {
            y = LongStream.of(y)
                    .map(b -> Double.isNaN(DType.F32.toDouble(b)) ? b : b ^ sign)
                    .toArray();
        }
        Bits.requireSame(symbol, DType.F32, y, values(symbol, DType.F32, mirrored));
    }

    /// Around the places where a formula gives way to another, neighbours keep their order.
    @ParameterizedTest
    @ValueSource(strings = {"sinh", "asinh", "atanh", "silu", "gelu", "mish"})
    void monotonicWhereFormulasMeet(String symbol) {
        for (double place : new double[] {0x1p-12, 0.34657359, 0.5, 1.0397208, 8192, 88.72, 89.4}) {
            long middle = DType.F32.bitsOf(place);
            long[] x = LongStream.rangeClosed(middle - 300, middle + 300)
                    .filter(b -> !symbol.equals("atanh") || DType.F32.toDouble(b) < 1)
                    .toArray();
            double previous = -INF;
            for (long y : values(symbol, DType.F32, x)) {
                assertTrue(DType.F32.toDouble(y) >= previous, symbol + " near " + place);
                previous = DType.F32.toDouble(y);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void limitsOfDerivatives(DType dtype) {
        for (String activation : List.of("silu(x)", "gelu(x)", "mish(x)", "elu(x, 1)")) {
            assertArrayEquals(new double[] {0, 1, 0, 1}, slopes(activation, dtype), activation);
        }
        for (String flat : List.of("tanhSoftplus(x)", "asinh(x)", "tanhSoftplusDerivative(x)")) {
            assertArrayEquals(new double[] {0, 0, 0, 0}, rounded(slopes(flat, dtype)), flat);
        }
        assertArrayEquals(new double[] {0.125, 1, 0.125, 1}, slopes("leakyRelu(x, 0.125)", dtype));
        assertArrayEquals(new double[] {-2, 2, -2, 2}, slopes("huber(x, 2)", dtype));
        assertArrayEquals(new double[] {-1, 0, -1, 0}, slopes("sigmoidCrossEntropy(x, 1)", dtype));
    }

    /// At −∞, +∞ and at the greatest numbers: without the sign of 0.
    private static double[] slopes(String text, DType dtype) {
        double greatest = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double[] x = {-INF, INF, -greatest, greatest};
        for (double second : at(text, dtype, 1, x)[1]) {
            assertFalse(Double.isNaN(second), "second derivative of " + text);
        }
        return Arrays.stream(at(text, dtype, 0, x)[1]).map(y -> y + 0.0).toArray();
    }

    /// What is less than 10⁻³⁰ as 0.
    private static double[] rounded(double[] x) {
        return Arrays.stream(x).map(y -> Math.abs(y) < 1e-30 ? 0 : y).toArray();
    }

    @Test
    void kinksAreThoseOfPyTorch() {
        assertArrayEquals(new double[] {0.125, 0.125}, at("leakyRelu(x, 0.125)", DType.F32, 0, 0, -0.0)[1]);
        assertArrayEquals(new double[] {3, 3}, at("elu(x, 3)", DType.F64, 0, 0, -0.0)[1]);
        assertArrayEquals(new double[] {0, 1, -1}, at("copysign(x, 2)", DType.F64, 0, 0, 2, -2)[1]);
        assertArrayEquals(new double[] {0.25}, at("sigmoidCrossEntropy(x, 0.5)", DType.F64, 1, 0)[1]);
        for (String rounding : List.of("floor(x)", "ceil(x)", "rint(x)", "trunc(x)")) {
            assertArrayEquals(new double[] {0, 0}, at(rounding, DType.F32, 0, 2, 2.5)[1], rounding);
        }
        assertArrayEquals(new double[] {1, 1}, at("remainder(x, 3)", DType.F32, 0, 3, -1)[1]);
        assertArrayEquals(new double[] {-2, 3}, at("remainder(7, x)", DType.F32, 0, 3, -3)[1]);
        assertArrayEquals(new double[] {-2, 2}, at("fmod(7, x)", DType.F32, 0, 3, -3)[1]);
        assertArrayEquals(new double[] {1, 0}, at("remainder(-7, x)", DType.F64, 0, INF, -INF)[1]);
    }

    /// Parameters are operands: the text has them, and two slopes are two functions.
    @Test
    void parametersAreInTheText() {
        String text = "leakyRelu(x, 0.25) + leakyRelu(x, 0.5) + elu(x, 2) + huber(x, 3)";
        Graph graph = parsed(text, DType.F64);
        assertEquals(graph, GraphText.parse(GraphText.print(graph)));
        double[][] y = at(text, DType.F64, 0, -4);
        assertEquals(-1 - 2 + 2 * Math.expm1(-4) + 3 * 2.5, y[0][0], 1e-14);
        assertEquals(0.25 + 0.5 + 2 * Math.exp(-4) - 3, y[1][0], 1e-14);
    }
}
