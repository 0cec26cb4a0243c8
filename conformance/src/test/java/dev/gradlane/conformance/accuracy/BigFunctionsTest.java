package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The oracle against an independent library, to 55 digits.
final class BigFunctionsTest {
    private record Pair(String name, UnaryOperator<Big> ours, UnaryOperator<Apfloat> theirs, double... points) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pair> pairs() {
        double[] all = {-20.5, -3.25, -0.7, -1e-5, 1e-9, 0.3, 1.0, 2.9, 3.1, 5.9, 6.1, 12.5};
        double[] positive = {1e-300, 1e-5, 0.74, 0.76, 0.999, 1.001, 1.49, 1.51, 3, 1e10};
        double[] gamma = {1e-9, 0.999, 1.46, 61.5, -7.25};
        return Stream.of(
                new Pair("exp", BigFunctions::exp, ApfloatMath::exp, all),
                new Pair("expm1", BigFunctions::expm1, x -> ApfloatMath.exp(x).subtract(Apfloat.ONE), all),
                new Pair("tanh", BigFunctions::tanh, ApfloatMath::tanh, all),
                new Pair("sinh", BigHyperbolics::sinh, ApfloatMath::sinh, all),
                new Pair("cosh", BigHyperbolics::cosh, ApfloatMath::cosh, all),
                new Pair("asinh", BigHyperbolics::asinh, ApfloatMath::asinh, all),
                new Pair("acosh", BigHyperbolics::acosh, ApfloatMath::acosh, 1 + 1e-15, 1.001, 1.5, 3, 1e10),
                new Pair("atanh", BigHyperbolics::atanh, ApfloatMath::atanh, -0.999, -0.25, -1e-5, 1e-9, 0.24, 0.26),
                new Pair("lgamma", BigGamma::lgamma, BigFunctionsTest::logOfGamma, gamma),
                new Pair("digamma", BigGamma::digamma, ApfloatMath::digamma, gamma),
                new Pair("trigamma", BigGamma::trigamma, x -> ApfloatMath.polygamma(1, x), 0.3, 61.5, -7.25),
                new Pair("tetragamma", BigGamma::tetragamma, x -> ApfloatMath.polygamma(2, x), 0.3, 61.5, -7.25),
                new Pair("pentagamma", BigGamma::pentagamma, x -> ApfloatMath.polygamma(3, x), 0.3, 61.5, -7.25),
                new Pair("erfinv", BigInverse::erfinv, ApfloatMath::inverseErf, -0.999, 1e-9, 0.49, 0.51),
                new Pair("normalQuantile", BigInverse::quantile, BigFunctionsTest::quantile, 1e-30, 0.3, 0.501),
                new Pair("erf", BigFunctions::erf, ApfloatMath::erf, all),
                new Pair("erfc", BigFunctions::erfc, ApfloatMath::erfc, all),
                new Pair("sin", BigFunctions::sin, ApfloatMath::sin, all),
                new Pair("cos", BigFunctions::cos, ApfloatMath::cos, all),
                new Pair("sin far out", BigFunctions::sin, ApfloatMath::sin, 1e22, -1e15, 355),
                new Pair("log", BigFunctions::log, ApfloatMath::log, positive),
                new Pair("log1p", BigFunctions::log1p, x -> ApfloatMath.log(x.add(Apfloat.ONE)), all[4], 0.3, 1, 1e10));
    }

    private static Apfloat logOfGamma(Apfloat x) {
        return ApfloatMath.log(ApfloatMath.abs(ApfloatMath.gamma(x)));
    }

    private static Apfloat quantile(Apfloat p) {
        Apfloat two = new Apfloat(2, 120);
        return ApfloatMath.sqrt(two)
                .multiply(ApfloatMath.inverseErfc(p.multiply(two)))
                .negate();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void agreesWithTheLibrary(Pair pair) {
        for (double x : pair.points) {
            Apfloat theirs = pair.theirs.apply(new Apfloat(new BigDecimal(x), 120));
            Big ours = pair.ours.apply(Big.of(x));
            Apfloat two = new Apfloat(2, 120);
            Apfloat value = new Apfloat(ours.significand(), 120).multiply(ApfloatMath.pow(two, ours.exponent()));
            Apfloat difference = value.subtract(theirs);
            boolean same = difference.signum() == 0 || difference.scale() <= theirs.scale() - 55;
            assertTrue(same, () -> pair + "(" + x + "): " + value + " against " + theirs);
        }
    }
}
