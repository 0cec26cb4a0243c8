package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.sigmoid;
import static dev.gradlane.conformance.accuracy.BigFunctions.softplus;
import static dev.gradlane.conformance.accuracy.BigPairs.hypot;
import static dev.gradlane.conformance.accuracy.BigPairs.share;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;
import static dev.gradlane.conformance.accuracy.SpecialValue.triples;

import dev.gradlane.function.Hypot;
import dev.gradlane.function.LogAddExp;
import dev.gradlane.function.LogSigmoid;
import dev.gradlane.function.Xlogy;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Roots, logarithms and exponentials of two arguments, and the log-sigmoid, which is one of them at 0.
final class TwoArguments {
    private static final double INF = Double.POSITIVE_INFINITY;

    /// The promise of a product of two shares over the root: the errors of all three, and of two roundings.
    private static final double SHARES = 8;

    private static final double NAN = Double.NaN;
    private static final double MAX = Float.MAX_VALUE;
    private static final double MIN = Float.MIN_VALUE;

    static final Family FAMILY = new Family(
            List.of(Subject.of(LogSigmoid.LOG_SIGMOID, x -> softplus(x.neg()).neg(), x -> sigmoid(x.neg()), -60, 746)),
            List.of(
                    new BinarySubject(Hypot.HYPOT, BigPairs::hypot, TwoArguments::sides)
                            .slope((x, y) -> x.div(hypot(x, y)))
                            .slope((x, y) -> y.div(hypot(x, y))),
                    new BinarySubject(Hypot.BY_FIRST, (x, y) -> x.div(hypot(x, y)), TwoArguments::sides)
                            .slope(
                                    (x, y) -> y.square().div(cubed(hypot(x, y))),
                                    SHARES,
                                    (dtype, x, y) -> isNormal(dtype, y, y, x, y))
                            .slope(
                                    (x, y) -> x.mul(y).neg().div(cubed(hypot(x, y))),
                                    SHARES,
                                    (dtype, x, y) -> isNormal(dtype, x, y, x, y)),
                    new BinarySubject(Hypot.BY_SECOND, (x, y) -> y.div(hypot(x, y)), TwoArguments::sides)
                            .slope(
                                    (x, y) -> x.mul(y).neg().div(cubed(hypot(x, y))),
                                    SHARES,
                                    (dtype, x, y) -> isNormal(dtype, x, y, x, y))
                            .slope(
                                    (x, y) -> x.square().div(cubed(hypot(x, y))),
                                    SHARES,
                                    (dtype, x, y) -> isNormal(dtype, x, x, x, y)),
                    new BinarySubject(Xlogy.XLOGY, BigPairs::xlogy, TwoArguments::factorAndArgument)
                            .where((x, y) -> y > 0)
                            .slope((x, y) -> BigFunctions.log(y))
                            .slope(Big::div),
                    new BinarySubject(LogAddExp.LOG_ADD_EXP, BigPairs::logAddExp, TwoArguments::logarithms)
                            .inUlpOfAtLeast((a, b) -> Math.log1p(Math.exp(-Math.abs(a - b))))
                            .where(TwoArguments::near)
                            .slope(BigPairs::share)
                            .slope((a, b) -> share(b, a)),
                    new BinarySubject(LogAddExp.BY_FIRST, BigPairs::share, TwoArguments::logarithms)
                            .where(TwoArguments::near)
                            .slope((a, b) -> share(a, b).mul(share(b, a)))
                            .slope((a, b) -> share(a, b).mul(share(b, a)).neg()),
                    new BinarySubject(LogAddExp.BY_SECOND, (a, b) -> share(b, a), TwoArguments::logarithms)
                            .where(TwoArguments::near)
                            .slope((a, b) -> share(a, b).mul(share(b, a)).neg())
                            .slope((a, b) -> share(a, b).mul(share(b, a)))),
            specialValues(),
            List.of());

    private TwoArguments() {}

    private static Big cubed(Big x) {
        return x.square().mul(x);
    }

    /// Whether the shares a/h and b/h and their product have all their digits, h = hypot(x, y), and h is in range.
    private static boolean isNormal(DType dtype, double a, double b, double x, double y) {
        double h = Math.hypot(x, y);
        boolean shares = BinarySubject.isNormal(dtype, a / h) && BinarySubject.isNormal(dtype, b / h);
        return shares && BinarySubject.isNormal(dtype, a / h * (b / h)) && BinarySubject.isNormal(dtype, h);
    }

    /// Whether the smaller of two logarithms is not too small for the oracle.
    private static boolean near(double a, double b) {
        return Math.abs(a - b) < 1e5;
    }

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        table(rows, LogSigmoid.LOG_SIGMOID, INF, -0.0, -INF, -INF, -MAX, -MAX, MAX, -0.0);
        for (double x : new double[] {0, -0.0, 1, -3, MIN, MAX, -INF, NAN}) {
            triples(rows, Hypot.HYPOT, x, INF, INF, x, -INF, INF, INF, x, INF, -INF, x, INF);
            triples(rows, Hypot.BY_FIRST, x, INF, Double.isFinite(x) ? Math.copySign(0, x) : NAN);
            triples(rows, Hypot.BY_SECOND, INF, x, Double.isFinite(x) ? Math.copySign(0, x) : NAN);
            triples(rows, Xlogy.XLOGY, 0, x, Double.isNaN(x) ? NAN : 0, -0.0, x, Double.isNaN(x) ? NAN : 0);
            triples(rows, LogAddExp.LOG_ADD_EXP, x, -INF, x == 0 ? 0 : x, -INF, x, x == 0 ? 0 : x);
            double infinite = Double.isNaN(x) ? NAN : INF;
            triples(rows, LogAddExp.LOG_ADD_EXP, x, INF, infinite, INF, x, infinite);
        }
        for (double x : new double[] {0, 1, 3, MIN, MAX}) {
            triples(rows, Hypot.HYPOT, x, 0, x, 0, x, x, -x, 0, x, -0.0, -x, x);
        }
        triples(rows, Hypot.HYPOT, NAN, 1, NAN, 0, NAN, NAN, NAN, NAN, NAN, 3, 4, 5, 5, -12, 13);
        triples(rows, Hypot.HYPOT, 0x3p125, 0x4p125, 0x5p125, 0x3p-149, 0x4p-149, 0x5p-149);
        triples(rows, Hypot.BY_FIRST, 0, 0, 0, -0.0, -0.0, 0, 0, 2, 0, -2, 0, -1);
        triples(rows, Hypot.BY_FIRST, 0x3p126, 0, 1, NAN, 1, NAN, 1, NAN, NAN);
        triples(rows, Hypot.BY_SECOND, 0, 0, 0, 2, 0, 0, 0, -MIN, -1, 0, MAX, 1, NAN, 1, NAN, 1, NAN, NAN);
        triples(rows, Xlogy.XLOGY, 1, 0, -INF, -2, 0, INF, 1, -0.0, -INF, 2, 1, 0);
        triples(rows, Xlogy.XLOGY, -2, 1, -0.0, 3, INF, INF, -3, INF, -INF);
        triples(rows, Xlogy.XLOGY, 1, -1, NAN, 1, -INF, NAN, NAN, 1, NAN, NAN, 0, NAN, 2, NAN, NAN, INF, 1, NAN);
        triples(rows, Xlogy.XLOGY, INF, 2, INF, INF, 0.5, -INF, -INF, 2, -INF);
        triples(rows, Xlogy.XLOGY, INF, MIN, -INF, INF, 0, -INF, -INF, 0, INF);
        triples(rows, LogAddExp.LOG_ADD_EXP, MAX, MAX, MAX, -MAX, -MAX, -MAX, MAX, -MAX, MAX);
        triples(rows, LogAddExp.BY_FIRST, 1, 1, 0.5, INF, INF, 0.5, -INF, -INF, 0.5, INF, 1, 1, 1, INF, 0, 1, -INF, 1);
        triples(rows, LogAddExp.BY_FIRST, -INF, INF, 0, MAX, -MAX, 1, NAN, 1, NAN, 1, NAN, NAN, 0, -0.0, 0.5);
        triples(rows, LogAddExp.BY_SECOND, 1, 1, 0.5, INF, INF, 0.5, -INF, -INF, 0.5, INF, 1, 0, 1, INF, 1, 1, -INF, 0);
        triples(rows, LogAddExp.BY_SECOND, -INF, INF, 1, MAX, -MAX, 0, NAN, 1, NAN, 1, NAN, NAN, 0, -0.0, 0.5);
        return rows;
    }

    private static int exponents(DType dtype) {
        return dtype == DType.F32 ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
    }

    private static double number(DType dtype, SplittableRandom random) {
        int n = exponents(dtype);
        return (random.nextBoolean() ? 1 : -1) * Math.pow(2, random.nextDouble(-n - 20, n));
    }

    /// Half of the pairs within a factor of 16 of each other, the other half anywhere.
    private static double[] sides(DType dtype, SplittableRandom random) {
        double x = number(dtype, random);
        double size = Math.log(Math.abs(x)) / Math.log(2) + random.nextDouble(-4, 4);
        double near = Math.clamp(size, -exponents(dtype) - 18, Math.nextDown((float) exponents(dtype)));
        return new double[] {x, random.nextBoolean() ? -Math.pow(2, near) : number(dtype, random)};
    }

    private static double[] factorAndArgument(DType dtype, SplittableRandom random) {
        double y = random.nextBoolean() ? Math.abs(number(dtype, random)) : Math.pow(2, random.nextDouble(-1, 1));
        return new double[] {number(dtype, random), y};
    }

    /// Differences up to what the smaller one is lost at; sizes from tiny to a thousand times that.
    private static double[] logarithms(DType dtype, SplittableRandom random) {
        double a = switch (random.nextInt(3)) {
            case 0 -> random.nextDouble(-3, 3);
            case 1 -> random.nextDouble(-1000, 1000);
            default -> Math.pow(2, random.nextDouble(-60, 4)) * (random.nextBoolean() ? 1 : -1);
        };
        int reach = random.nextBoolean() ? 2 : dtype == DType.F32 ? 110 : 760;
        return new double[] {a, a + random.nextDouble(-reach, reach)};
    }
}
