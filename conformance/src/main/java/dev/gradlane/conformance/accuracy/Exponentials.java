package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;
import static dev.gradlane.conformance.accuracy.SpecialValue.triples;

import dev.gradlane.function.Exp;
import dev.gradlane.function.Expm1;
import dev.gradlane.function.Log;
import dev.gradlane.function.Pow;
import dev.gradlane.function.Reciprocal;
import dev.gradlane.function.Square;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Exponentials, logarithms and powers.
final class Exponentials {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(Exp.EXP, BigFunctions::exp, BigFunctions::exp, -746, 710),
                    Subject.of(Expm1.EXPM1, BigFunctions::expm1, BigFunctions::exp, -40, 710),
                    Subject.of(Log.LOG, BigFunctions::log, Big.ONE::div, 0, Double.MAX_VALUE)
                            .domain(0, INF),
                    Subject.of(Log.LOG1P, BigFunctions::log1p, x -> Big.ONE.div(x.add(Big.ONE)), -1, Double.MAX_VALUE)
                            .domain(-1, INF),
                    Subject.of(
                            Reciprocal.RECIPROCAL,
                            Big.ONE::div,
                            x -> Big.ONE.div(x.square()).neg(),
                            -1e308,
                            1e308),
                    Subject.of(Square.SQUARE, Big::square, x -> x.scale(1), -1e155, 1e155)),
            List.of(new BinarySubject(Pow.POW, BigFunctions::pow, Exponentials::pairs)
                    .where((x, y) -> x > 0 && Math.abs(y * StrictMath.log(x)) < 2000)
                    // y − 1 is rounded, so that the power is off by (y − 1)·log x times that
                    .slope(new BinarySubject.Slope(
                            (x, y) -> y.mul(BigFunctions.pow(x, y.sub(Big.ONE))),
                            4,
                            Exponentials::byBase,
                            (dtype, x, y) -> BinarySubject.isNormal(dtype, StrictMath.pow(x, y - 1))
                                    && BinarySubject.isNormal(dtype, byBase(x, y))))
                    .slope(
                            (x, y) -> BigFunctions.log(x).mul(BigFunctions.pow(x, y)),
                            4,
                            (dtype, x, y) -> BinarySubject.isNormal(dtype, StrictMath.pow(x, y)))),
            specialValues(),
            List.of());

    private Exponentials() {}

    /// |∂xʸ/∂x| times 1 + |(y − 1)·log x|.
    private static double byBase(double x, double y) {
        return Math.abs(y * StrictMath.pow(x, y - 1)) * (1 + Math.abs((y - 1) * StrictMath.log(x)));
    }

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        table(rows, Exp.EXP, 0, 1, -0.0, 1, INF, INF, -INF, 0, Float.MAX_VALUE, INF, -Float.MAX_VALUE, 0);
        odd(rows, Expm1.EXPM1, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        table(rows, Expm1.EXPM1, INF, INF, -INF, -1, Float.MAX_VALUE, INF, -Float.MAX_VALUE, -1);
        table(rows, Log.LOG, 0, -INF, -0.0, -INF, 1, 0, INF, INF, -INF, NAN, -1, NAN, -Float.MIN_VALUE, NAN);
        odd(rows, Log.LOG1P, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        table(rows, Log.LOG1P, -1, -INF, INF, INF, -INF, NAN, -2, NAN);
        odd(rows, Reciprocal.RECIPROCAL, 0, INF, INF, 0, 1, 1);
        table(rows, Square.SQUARE, 0, 0, -0.0, 0, INF, INF, -INF, INF, -3, 9);
        triples(rows, Pow.POW, 0, 3, 0, -0.0, 3, -0.0, -0.0, 2, 0, 0, -1, INF, -0.0, -1, -INF, 0, -INF, INF);
        triples(rows, Pow.POW, -1, INF, 1, 1, NAN, 1, NAN, 0, 1, NAN, -0.0, 1, NAN, 1, NAN, -2, 3, -8, -2, 0.5, NAN);
        triples(rows, Pow.POW, INF, -1, 0, -INF, 3, -INF, -INF, -3, -0.0, -INF, 2, INF, 0.5, INF, 0, 0.5, -INF, INF);
        triples(rows, Pow.POW, 2, -INF, 0);
        grid(rows);
        return rows;
    }

    /// pow at all pairs of simple numbers where the result is 0, ±1, ±∞ or NaN, as Java has it but for the two
    /// cases where C99 F.10.4.4 says 1 and Java NaN.
    private static void grid(List<SpecialValue> rows) {
        double[] points = {0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, INF, -INF, NAN};
        for (double x : points) {
            for (double y : points) {
                boolean one = x == 1 || x == -1 && Double.isInfinite(y);
                double z = one ? 1 : StrictMath.pow(x, y);
                if (!(Double.isFinite(z) && z != 0 && Math.abs(z) != 1)) {
                    triples(rows, Pow.POW, x, y, z);
                }
            }
        }
    }

    /// Bases over the whole range or around 1, results spread over the whole exponent range.
    private static double[] pairs(DType dtype, SplittableRandom random) {
        int highest = dtype == DType.F32 ? 128 : 1024;
        int lowest = dtype == DType.F32 ? 150 : 1075;
        int spread = random.nextBoolean() ? highest - 2 : 1;
        double base = Math.pow(2, random.nextDouble(-spread, spread));
        double power = random.nextDouble(-lowest, highest) / (Math.log(base) / Math.log(2));
        return new double[] {base, power};
    }
}
