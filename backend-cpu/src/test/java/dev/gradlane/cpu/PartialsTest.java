package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Exp;
import dev.gradlane.function.Expm1;
import dev.gradlane.function.Log;
import dev.gradlane.function.Pow;
import dev.gradlane.function.Reciprocal;
import dev.gradlane.function.Square;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Partial derivatives of the exponential family, pow and the trigonometric functions: formulas against
/// StrictMath, and what pow says where a product would be 0·∞.
class PartialsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private record Unary(Composite function, DoubleUnaryOperator derivative) {}

    private record Power(double x, double y, double byBase, double byExponent) {}

    static List<Unary> unary() {
        return List.of(
                new Unary(Exp.EXP, StrictMath::exp),
                new Unary(Expm1.EXPM1, StrictMath::exp),
                new Unary(Log.LOG, x -> 1 / x),
                new Unary(Log.LOG1P, x -> 1 / (1 + x)),
                new Unary(Square.SQUARE, x -> 2 * x),
                new Unary(Reciprocal.RECIPROCAL, x -> -1 / (x * x)),
                new Unary(Trig.SIN, StrictMath::cos),
                new Unary(Trig.COS, x -> -StrictMath.sin(x)));
    }

    static List<Power> powers() {
        return List.of(
                new Power(2, 3, 12, 8 * StrictMath.log(2)),
                new Power(-2, 3, 12, NAN),
                new Power(-2, 2, -4, NAN),
                new Power(3, 0, 0, StrictMath.log(3)),
                new Power(-3, 0, 0, NAN),
                // no log 0 where the power is 0, and none wanted at 0⁰
                new Power(0, 0, 0, 0),
                new Power(0, 1, 1, 0),
                new Power(0, 2, 0, 0),
                new Power(0, 3, 0, 0),
                new Power(0, 0.5, INF, 0),
                new Power(-0.0, 3, 0, 0),
                new Power(INF, -1, -0.0, 0),
                new Power(INF, 1, 1, INF),
                new Power(1, 5, 5, 0),
                new Power(-10, -400, 0, NAN),
                new Power(0.5, 2000, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("unary")
    void partialIsTheDerivative(Unary row) {
        for (double x : new double[] {-30, -1.5, -0.25, 1e-9, 0.3, 1, 2.5, 40}) {
            double expected = row.derivative.applyAsDouble(x);
            double got = partial(row.function, 0, x);
            requireClose(expected, got, row.function + "' at " + x);
        }
    }

    @ParameterizedTest
    @MethodSource("powers")
    void powTakesTheLimit(Power row) {
        double byBase = partial(Pow.POW, 0, row.x, row.y);
        double byExponent = partial(Pow.POW, 1, row.x, row.y);
        requireClose(row.byBase, byBase, row + " by x");
        requireClose(row.byExponent, byExponent, row + " by y");
    }

    /// Within 4·10⁻¹⁵ of finite values; else the same.
    private static void requireClose(double expected, double got, String what) {
        boolean same = Double.compare(expected, got) == 0;
        assertTrue(
                same || Math.abs(got - expected) <= Math.abs(expected) * 4e-15,
                what + ": " + got + ", not " + expected);
    }

    private static double partial(Composite function, int operand, double... x) {
        GraphBuilder builder = GraphBuilder.expanding("partial");
        List<Expr> operands = new ArrayList<>();
        long[][] inputs = new long[x.length][];
        for (int i = 0; i < x.length; i++) {
            operands.add(builder.input("x" + i, TensorType.of(DType.F64, 1)));
            inputs[i] = Bits.f64(x[i]);
        }
        Expr y = builder.map(function, operands);
        Expr one = y.constant(1);
        Expr result = function.partials().get(operand).apply(operands, y, one);
        return Double.longBitsToDouble(OnCpu.result(builder.output("dy", result).build(), inputs)[0]);
    }
}
