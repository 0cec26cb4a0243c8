package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.triples;

import dev.gradlane.function.Kinked;
import dev.gradlane.function.Remainder;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Remainders and signs: exact, or rounded once.
final class Remainders {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double[] POINTS = {
        0, 1, 2, 3, 0.5, 0.1f, 1e30f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, INF, NAN
    };

    static final Family FAMILY = new Family(
            List.of(),
            List.of(
                    new BinarySubject(Kinked.COPYSIGN, BigActivations::copysign, Remainders::pair)
                            .slope((x, y) -> Big.of(x.signum() * y.signum()), 0, (x, y) -> 0)
                            .slope((x, y) -> Big.ZERO, 0, (x, y) -> 0),
                    new BinarySubject(Remainder.FMOD, BigActivations::fmod, Remainders::pair)
                            .jumping()
                            .slope((x, y) -> Big.ONE, 0, (x, y) -> 0)
                            .slope((x, y) -> BigActivations.quotient(x, y).neg(), 2, (x, y) -> 0),
                    new BinarySubject(Remainder.REMAINDER, BigActivations::remainder, Remainders::pair)
                            .jumping()
                            .slope((x, y) -> Big.ONE, 0, (x, y) -> 0)
                            .slope((x, y) -> BigActivations.floorQuotient(x, y).neg(), 2, (x, y) -> 0)),
            specialValues(),
            List.of());

    private Remainders() {}

    /// Any two finite numbers, subnormal ones included, or two of about the same size, or a multiple and its
    /// neighbours.
    private static double[] pair(DType dtype, SplittableRandom random) {
        double x = any(dtype, random);
        double near = dtype.toDouble(dtype.bitsOf(x * Math.scalb(random.nextDouble(-1, 1), -random.nextInt(60))));
        double y = random.nextBoolean() || near == 0 ? any(dtype, random) : near;
        double multiple = dtype.toDouble(dtype.bitsOf(y * random.nextInt(1, 1 << 20)));
        boolean exact = random.nextInt(4) == 0 && Double.isFinite(multiple);
        return new double[] {exact ? dtype.toDouble(dtype.bitsOf(multiple) + random.nextInt(3) - 1) : x, y};
    }

    private static double any(DType dtype, SplittableRandom random) {
        while (true) {
            double x = dtype.toDouble(dtype == DType.F32 ? random.nextInt() & 0xffffffffL : random.nextLong());
            if (Double.isFinite(x) && x != 0) {
                return x;
            }
        }
    }

    /// As Java's `%` and sign bit say, and Python's `%` with its zeros.
    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        for (double a : POINTS) {
            for (double b : POINTS) {
                for (double x : new double[] {a, -a}) {
                    for (double y : new double[] {b, -b}) {
                        double rest = x % y;
                        triples(rows, Remainder.FMOD, x, y, rest);
                        double moved = rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
                        if ((float) moved == moved || Double.isNaN(moved)) {
                            triples(rows, Remainder.REMAINDER, x, y, rest == 0 ? Math.copySign(0, y) : moved);
                        }
                        double sign = Double.isNaN(y) ? 1 : Math.copySign(1, y);
                        triples(rows, Kinked.COPYSIGN, x, y, Math.abs(x) * sign);
                    }
                }
            }
        }
        return rows;
    }
}
