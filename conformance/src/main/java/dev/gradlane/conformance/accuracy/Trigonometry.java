package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;
import static dev.gradlane.conformance.accuracy.SpecialValue.triples;

import dev.gradlane.function.ArcSine;
import dev.gradlane.function.ArcTangent;
import dev.gradlane.function.HalfTurns;
import dev.gradlane.function.Sinc;
import dev.gradlane.function.Tangent;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Trigonometric functions and their inverses.
final class Trigonometry {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double RIGHT = Math.PI / 2;

    /// No sine of a multiple of 2⁻¹³ half turns is smaller, and no derivative by half turns.
    private static final double LEAST_SINE = 0x1p-12;
    private static final double LEAST_SLOPE = 0x1p-11;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(Trig.SIN, BigFunctions::sin, BigFunctions::cos, -1e308, 1e308)
                            .value(t -> t.turning(Turning.radians(0, (s, c, x) -> s)))
                            .slope(t -> t.turning(Turning.radians(0, (s, c, x) -> c))),
                    Subject.of(
                                    Trig.COS,
                                    BigFunctions::cos,
                                    x -> BigFunctions.sin(x).neg(),
                                    -1e308,
                                    1e308)
                            .value(t -> t.turning(Turning.radians(0, (s, c, x) -> c)))
                            .slope(t -> t.turning(Turning.radians(0, (s, c, x) -> -s))),
                    Subject.of(Tangent.TAN, BigTrigonometry::tan, BigTrigonometry::tanDerivative, -1e308, 1e308)
                            .value(t -> t.turning(Turning.radians(4, (s, c, x) -> s / c)))
                            .slope(t -> t.turning(Turning.radians(4, (s, c, x) -> 1 / (c * c)))),
                    Subject.of(HalfTurns.SINPI, BigTrigonometry::sinpi, BigTrigonometry::sinpiDerivative, -1e16, 1e16)
                            .value(t -> t.turning(Turning.halfTurns(LEAST_SINE, (s, c, x) -> s)))
                            .slope(t -> t.turning(Turning.halfTurns(LEAST_SLOPE, (s, c, x) -> Math.PI * c))),
                    Subject.of(HalfTurns.COSPI, BigTrigonometry::cospi, BigTrigonometry::cospiDerivative, -1e16, 1e16)
                            .value(t -> t.turning(Turning.halfTurns(LEAST_SINE, (s, c, x) -> c)))
                            .slope(t -> t.turning(Turning.halfTurns(LEAST_SLOPE, (s, c, x) -> -Math.PI * s))),
                    Subject.of(Sinc.SINC, BigTrigonometry::sinc, BigTrigonometry::sincDerivative, -1e308, 1e308)
                            .value(t -> t.turning(Turning.fallingRadians((s, c, x) -> s / x)))
                            .slope(t -> t.inUlpOfAtLeast(x -> Math.abs(x) < 1.5 ? 0 : 1 / Math.abs(x))
                                    .turning(Turning.fallingRadians((s, c, x) -> (c - s / x) / x))),
                    Subject.of(ArcSine.ASIN, BigTrigonometry::asin, BigTrigonometry::asinDerivative, -1, 1)
                            .domain(-1, 1),
                    Subject.of(
                                    ArcSine.ACOS,
                                    BigTrigonometry::acos,
                                    x -> BigTrigonometry.asinDerivative(x).neg(),
                                    -1,
                                    1)
                            .domain(-1, 1),
                    Subject.of(
                                    ArcSine.ASIN_DERIVATIVE,
                                    BigTrigonometry::asinDerivative,
                                    BigTrigonometry::asinSecondDerivative,
                                    -1,
                                    1)
                            .domain(-1, 1),
                    Subject.of(ArcTangent.ATAN, BigTrigonometry::atan, BigTrigonometry::atanDerivative, -1e17, 1e17),
                    Subject.of(
                            ArcTangent.ATAN_DERIVATIVE,
                            BigTrigonometry::atanDerivative,
                            BigTrigonometry::atanSecondDerivative,
                            -1e160,
                            1e160)),
            List.of(new BinarySubject(ArcTangent.ATAN2, BigTrigonometry::atan2, Trigonometry::pairs)
                    .slope((y, x) -> x.div(BigPairs.squares(x, y)))
                    .slope((y, x) -> y.neg().div(BigPairs.squares(x, y)))),
            specialValues(),
            List.of(ArcTangent.ATAN, ArcTangent.ATAN_DERIVATIVE, Sinc.SINC));

    private Trigonometry() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, Trig.SIN, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, INF, NAN);
        table(rows, Trig.COS, 0, 1, -0.0, 1, Float.MIN_VALUE, 1, INF, NAN, -INF, NAN);
        odd(rows, Tangent.TAN, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, 1e-30f, 1e-30f, INF, NAN);
        odd(rows, HalfTurns.SINPI, 0, 0, 1, 0, 2, 0, 3, 0, 1048577, 0, 8388609, 0, 16777215, 0, Float.MAX_VALUE, 0);
        odd(rows, HalfTurns.SINPI, 0.5, 1, 1.5, -1, 2.5, 1, 4194303.5, -1, INF, NAN);
        for (int sign = -1; sign <= 1; sign += 2) {
            table(rows, HalfTurns.COSPI, sign * 0.0, 1, sign * 1, -1, sign * 2, 1, sign * 16777215.0, -1);
            table(rows, HalfTurns.COSPI, sign * 0.5, 0, sign * 1.5, 0, sign * 2.5, 0, sign * 4194303.5, 0);
            table(rows, HalfTurns.COSPI, sign * Float.MAX_VALUE, 1, sign * Float.MIN_VALUE, 1, sign * INF, NAN);
            table(rows, Sinc.SINC, sign * 0.0, 1, sign * Float.MIN_VALUE, 1, sign * INF, 0);
            table(rows, ArcSine.ASIN_DERIVATIVE, sign * 0.0, 1, sign * 1, INF, sign * 1.5, NAN, sign * INF, NAN);
            table(rows, ArcTangent.ATAN_DERIVATIVE, sign * 0.0, 1, sign * 1, 0.5, sign * INF, 0);
        }
        odd(rows, ArcSine.ASIN, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, 1e-30f, 1e-30f, 1, RIGHT);
        odd(rows, ArcSine.ASIN, 1.0000001192092896, NAN, INF, NAN);
        table(rows, ArcSine.ACOS, 1, 0, 0, RIGHT, -0.0, RIGHT, -1, Math.PI, Float.MIN_VALUE, RIGHT);
        table(rows, ArcSine.ACOS, 1.0000001192092896, NAN, -1.0000001192092896, NAN, INF, NAN, -INF, NAN);
        odd(rows, ArcTangent.ATAN, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, 1e-30f, 1e-30f, 1, RIGHT / 2);
        odd(rows, ArcTangent.ATAN, INF, RIGHT, Float.MAX_VALUE, RIGHT);
        angles(rows);
        return rows;
    }

    /// C99 F.9.1.4, every case, each for both signs of y.
    private static void angles(List<SpecialValue> rows) {
        double[][] upper = {
            {0, -0.0, Math.PI},
            {0, 0, 0},
            {0, -1, Math.PI},
            {0, -INF, Math.PI},
            {0, 1, 0},
            {0, INF, 0},
            {1, 0, RIGHT},
            {1, -0.0, RIGHT},
            {Float.MIN_VALUE, 0, RIGHT},
            {Float.MAX_VALUE, -0.0, RIGHT},
            {1, -INF, Math.PI},
            {1, INF, 0},
            {Float.MAX_VALUE, INF, 0},
            {Float.MAX_VALUE, -INF, Math.PI},
            {INF, 1, RIGHT},
            {INF, -1, RIGHT},
            {INF, 0, RIGHT},
            {INF, -0.0, RIGHT},
            {INF, -Float.MAX_VALUE, RIGHT},
            {INF, -INF, 3 * RIGHT / 2},
            {INF, INF, RIGHT / 2},
            {NAN, 1, NAN},
            {NAN, 0, NAN},
            {NAN, -INF, NAN},
            {0, NAN, NAN},
            {INF, NAN, NAN},
            {NAN, NAN, NAN},
            {1, 1, RIGHT / 2},
            {1, -1, 3 * RIGHT / 2},
            {Float.MIN_VALUE, Float.MIN_VALUE, RIGHT / 2},
            {Float.MAX_VALUE, -Float.MAX_VALUE, 3 * RIGHT / 2},
            {Float.MIN_VALUE, 1, Float.MIN_VALUE},
            {Float.MIN_VALUE, -1, Math.PI}
        };
        for (double[] row : upper) {
            triples(rows, ArcTangent.ATAN2, row[0], row[1], row[2], -row[0], row[1], -row[2]);
        }
    }

    /// Quotients of ordinary size, or both arguments anywhere in the format.
    static double[] pairs(DType dtype, SplittableRandom random) {
        int highest = dtype == DType.F32 ? 127 : 1022;
        int spread = dtype == DType.F32 ? 30 : 60;
        if (random.nextBoolean()) {
            return signed(power(random, highest), power(random, highest), random);
        }
        double y = power(random, highest - spread);
        return signed(y, y * power(random, spread * random.nextDouble()), random);
    }

    private static double power(SplittableRandom random, double limit) {
        return Math.pow(2, random.nextDouble(-1, 1) * limit);
    }

    private static double[] signed(double y, double x, SplittableRandom random) {
        return new double[] {random.nextBoolean() ? y : -y, random.nextBoolean() ? x : -x};
    }
}
