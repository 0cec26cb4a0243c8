package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Cbrt;
import dev.gradlane.function.Exp2;
import dev.gradlane.function.Hypot;
import dev.gradlane.function.LogAddExp;
import dev.gradlane.function.LogBase;
import dev.gradlane.function.LogSigmoid;
import dev.gradlane.function.Rsqrt;
import dev.gradlane.function.Xlogy;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients of powers, logarithms and roots where a formula would say 0·∞, ∞ − ∞ or 0/0, or leave the range; and those
/// of the square root, which is an instruction.
class PowerPartialsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /// @param gradient by each operand, to the bit
    private record Row(Elementwise f, List<Double> x, List<Double> gradient) {}

    static List<Row> rows() {
        return List.of(
                row(Exp2.EXP2, 0, 0x1.62e42fefa39efp-1),
                row(Exp2.EXP2, -INF, 0),
                row(LogBase.LOG2, 0, INF),
                row(LogBase.LOG2, INF, 0),
                row(LogBase.LOG10, INF, 0),
                row(Cbrt.CBRT, 0, INF),
                row(Cbrt.CBRT, -0.0, INF),
                row(Cbrt.CBRT, -INF, 0),
                row(Cbrt.CBRT, NAN, NAN),
                row(Rsqrt.RSQRT, 0, -INF),
                row(Rsqrt.RSQRT, INF, -0.0),
                // x^(−3/2): y³ and y/x would be infinite
                row(Rsqrt.RSQRT, 0x1p-682, -0x1p1022),
                row(LogSigmoid.LOG_SIGMOID, -INF, 1),
                row(LogSigmoid.LOG_SIGMOID, INF, 0),
                row(Hypot.HYPOT, 0, 0, 0, 0),
                row(Hypot.HYPOT, 0x3p1021, 0x4p1021, 0.6, 0.8),
                row(Hypot.HYPOT, 0x3p-1074, 0x4p-1074, 0.6, 0.8),
                row(Hypot.HYPOT, 1, INF, 0, NAN),
                row(Xlogy.XLOGY, 0, 0, 0, 0),
                row(Xlogy.XLOGY, 0, -1, 0, -0.0),
                row(Xlogy.XLOGY, 2, 1, 0, 2),
                row(Xlogy.XLOGY, 2, 0, -INF, INF),
                row(LogAddExp.LOG_ADD_EXP, -INF, -INF, 0.5, 0.5),
                row(LogAddExp.LOG_ADD_EXP, INF, INF, 0.5, 0.5),
                row(LogAddExp.LOG_ADD_EXP, -INF, 3, 0, 1),
                row(LogAddExp.LOG_ADD_EXP, INF, 3, 1, 0),
                row(LogAddExp.LOG_ADD_EXP, NAN, 3, NAN, NAN),
                row(ScalarOp.SQRT, 0, INF),
                row(ScalarOp.SQRT, INF, 0),
                row(ScalarOp.SQRT, -1, NAN),
                row(ScalarOp.SQRT, 4, 0.25),
                row(ScalarOp.SQRT, 0x1p-1074, 0x1p536));
    }

    private static Row row(Elementwise f, double... numbers) {
        List<Double> all = Arrays.stream(numbers).boxed().toList();
        return new Row(f, all.subList(0, f.arity()), all.subList(f.arity(), all.size()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradientIsTheLimitOrTheConvention(Row row) {
        List<Double> gradient = run(gradient(row.f), row.x);
        assertEquals(row.gradient, gradient.subList(1, gradient.size()), row.f + " at " + row.x);
    }

    @Test
    void secondDerivativesByXlogyDoNotVanishWithX() {
        // ∂²/∂x∂y = 1/y also where x = 0
        Graph byFirst = only(gradient(Xlogy.XLOGY), 1);
        Graph bySecond = only(gradient(Xlogy.XLOGY), 2);
        assertEquals(
                0.5,
                run(Vjp.valueAndGradient(byFirst, List.of(0, 1)), List.of(0.0, 2.0))
                        .get(2));
        assertEquals(
                0.5,
                run(Vjp.valueAndGradient(bySecond, List.of(0, 1)), List.of(0.0, 2.0))
                        .get(1));
    }

    @Test
    void secondDerivativeOfLogAddExpIsAQuarterWhereOperandsAreEqual() {
        Graph byFirst = only(gradient(LogAddExp.LOG_ADD_EXP), 1);
        List<Double> second = run(Vjp.valueAndGradient(byFirst, List.of(0, 1)), List.of(3.0, 3.0));
        assertEquals(List.of(0.25, -0.25), second.subList(1, 3));
    }

    /// √x, ½x^(−½) and −¼x^(−3/2) against the square root to 60 digits.
    @ParameterizedTest
    @MethodSource("roots")
    void squareRootAndItsDerivatives(double x) {
        BigDecimal root = new BigDecimal(x).sqrt(new MathContext(60));
        MathContext digits = new MathContext(60);
        BigDecimal first = new BigDecimal("0.5").divide(root, digits);
        BigDecimal second = first.divide(new BigDecimal(x), digits).multiply(new BigDecimal("-0.5"), digits);
        Graph gradient = gradient(ScalarOp.SQRT);
        List<Double> y = run(gradient, List.of(x));
        requireNear(root, y.get(0), 0.5);
        requireNear(first, y.get(1), 1.5);
        requireNear(
                second,
                run(Vjp.valueAndGradient(only(gradient, 1), List.of(0)), List.of(x))
                        .get(1),
                4);
    }

    static double[] roots() {
        return new double[] {0.3, 1.5, 2, 3.999999, 1e10, 0x1p-600, 1e-200, 1e300, Double.MAX_VALUE};
    }

    private static void requireNear(BigDecimal truth, double y, double ulps) {
        BigDecimal unit = new BigDecimal(Math.ulp(truth.doubleValue()));
        double error = new BigDecimal(y)
                .subtract(truth)
                .abs()
                .divide(unit, MathContext.DECIMAL64)
                .doubleValue();
        assertTrue(error <= ulps, () -> y + " is " + error + " ulp from " + truth);
    }

    private static Graph gradient(Elementwise f) {
        var builder = new GraphBuilder(f.symbol());
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < f.arity(); i++) {
            inputs.add(builder.input("x" + i, TensorType.scalar(DType.F64)));
        }
        Graph graph = builder.output("y", builder.map(f, inputs)).build();
        return Vjp.valueAndGradient(graph, IntStream.range(0, f.arity()).boxed().toList());
    }

    private static Graph only(Graph graph, int output) {
        return new Graph(graph.name(), graph.nodes(), List.of(graph.outputs().get(output)));
    }

    private static List<Double> run(Graph graph, List<Double> x) {
        long[][] inputs = x.stream().map(Bits::f64).toArray(long[][]::new);
        return OnCpu.run(Freeze.of(graph), Map.of(), inputs).stream()
                .map(bits -> Double.longBitsToDouble(bits[0]))
                .toList();
    }
}
