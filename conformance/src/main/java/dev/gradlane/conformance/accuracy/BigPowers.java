package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.exp;
import static dev.gradlane.conformance.accuracy.BigFunctions.log;

/// Other bases and roots, by their definitions in terms of [BigFunctions].
final class BigPowers {
    static final Big LN2 = log(Big.TWO);
    static final Big LN10 = log(Big.of(10));

    private BigPowers() {}

    static Big exp2(Big x) {
        return exp(x.mul(LN2));
    }

    static Big log2(Big x) {
        return log(x).div(LN2);
    }

    static Big log10(Big x) {
        return log(x).div(LN10);
    }

    static Big cbrt(Big x) {
        Big y = exp(log(x.abs()).div(3));
        return x.signum() < 0 ? y.neg() : y;
    }

    static Big cbrtDerivative(Big x) {
        return cbrt(x).div(x.mul(3));
    }

    static Big rsqrt(Big x) {
        return Big.ONE.div(x.sqrt());
    }
}
