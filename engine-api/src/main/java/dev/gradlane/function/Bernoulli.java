package dev.gradlane.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// The Bernoulli numbers B₂, B₄, … exactly, for the coefficients of asymptotic series: each is
/// rounded once, after whatever it is multiplied by.
///
/// @param numerator of either sign
/// @param denominator positive, not reduced
record Bernoulli(BigInteger numerator, BigInteger denominator) {

    /// Returns B₂ⱼ, by Σ C(n+1, k)·Bₖ = 0 over k ≤ n.
    static Bernoulli even(int j) {
        Bernoulli[] b = new Bernoulli[2 * j + 1];
        for (int n = 0; n <= 2 * j; n++) {
            Bernoulli sum = new Bernoulli(BigInteger.valueOf(n == 0 ? -1 : 0), BigInteger.ONE);
            BigInteger binomial = BigInteger.ONE;
            for (int k = 0; k < n; k++) {
                sum = sum.plus(b[k].times(binomial));
                binomial = binomial.multiply(BigInteger.valueOf(n + 1 - k)).divide(BigInteger.valueOf(k + 1));
            }
            b[n] = new Bernoulli(sum.numerator.negate(), sum.denominator.multiply(BigInteger.valueOf(n + 1))).reduced();
        }
        return b[2 * j];
    }

    private Bernoulli plus(Bernoulli b) {
        BigInteger sum = numerator.multiply(b.denominator).add(b.numerator.multiply(denominator));
        return new Bernoulli(sum, denominator.multiply(b.denominator)).reduced();
    }

    Bernoulli times(BigInteger factor) {
        return new Bernoulli(numerator.multiply(factor), denominator).reduced();
    }

    private Bernoulli reduced() {
        BigInteger common = numerator.gcd(denominator);
        return new Bernoulli(numerator.divide(common), denominator.divide(common));
    }

    double toDouble() {
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), MathContext.DECIMAL128)
                .doubleValue();
    }
}
