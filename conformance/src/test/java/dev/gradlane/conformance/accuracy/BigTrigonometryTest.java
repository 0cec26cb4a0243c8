package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The oracle's trigonometric functions against an independent library, to 55 digits.
final class BigTrigonometryTest {
    private static final int PRECISION = 120;
    private static final Apfloat TWO = new Apfloat(2, PRECISION);
    private static final Apfloat THREE = new Apfloat(3, PRECISION);

    private record Pair(String name, UnaryOperator<Big> ours, UnaryOperator<Apfloat> theirs, double... points) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pair> pairs() {
        double[] all = {-20.5, -3.25, -1.0, -0.7, -1e-5, 1e-9, 0.3, 1.0, 1.0000001, 2.9, 12.5, 1e10};
        double[] unit = {-0.9999999, -0.7, -1e-5, 1e-9, 0.3, 0.5, 0.9999999};
        return Stream.of(
                new Pair("tan", BigTrigonometry::tan, ApfloatMath::tan, all),
                new Pair(
                        "sinpi",
                        BigTrigonometry::sinpi,
                        x -> ApfloatMath.sin(turned(x)),
                        -3.375,
                        -0.7,
                        1e-9,
                        0.3,
                        12.125),
                new Pair(
                        "cospi",
                        BigTrigonometry::cospi,
                        x -> ApfloatMath.cos(turned(x)),
                        -3.375,
                        -0.7,
                        1e-9,
                        0.3,
                        12.125),
                new Pair("atan", BigTrigonometry::atan, ApfloatMath::atan, all),
                new Pair("asin", BigTrigonometry::asin, ApfloatMath::asin, unit),
                new Pair("acos", BigTrigonometry::acos, ApfloatMath::acos, unit),
                new Pair("sinc", BigTrigonometry::sinc, x -> ApfloatMath.sin(x).divide(x), all),
                new Pair("sinc'", BigTrigonometry::sincDerivative, BigTrigonometryTest::sincDerivative, all),
                new Pair(
                        "atan2(·, 3)", y -> BigTrigonometry.atan2(y, Big.of(3)), y -> ApfloatMath.atan2(y, THREE), all),
                new Pair(
                        "atan2(·, -3)",
                        y -> BigTrigonometry.atan2(y, Big.of(-3)),
                        y -> ApfloatMath.atan2(y, THREE.negate()),
                        all));
    }

    private static Apfloat turned(Apfloat x) {
        return ApfloatMath.pi(PRECISION).multiply(x);
    }

    private static Apfloat sincDerivative(Apfloat x) {
        return ApfloatMath.cos(x).subtract(ApfloatMath.sin(x).divide(x)).divide(x);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void agreesWithTheLibrary(Pair pair) {
        for (double x : pair.points) {
            Apfloat theirs = pair.theirs.apply(new Apfloat(new BigDecimal(x), PRECISION));
            Big ours = pair.ours.apply(Big.of(x));
            Apfloat value = new Apfloat(ours.significand(), PRECISION).multiply(ApfloatMath.pow(TWO, ours.exponent()));
            Apfloat difference = value.subtract(theirs);
            boolean same = difference.signum() == 0 || difference.scale() <= theirs.scale() - 55;
            assertTrue(same, () -> pair + "(" + x + "): " + value + " against " + theirs);
        }
    }

    @Test
    void zerosOfHalfTurnsAreZero() {
        for (double x : new double[] {1, -2, 3, 1e15}) {
            assertEquals(0, BigTrigonometry.sinpi(Big.of(x)).signum());
            assertEquals(0, BigTrigonometry.cospi(Big.of(x + 0.5)).signum());
        }
    }
}
