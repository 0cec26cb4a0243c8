package dev.gradlane.conformance.accuracy;

import java.math.BigInteger;

/// ln |Γ|, ψ and its first derivatives to 60 digits: the argument raised to 60 or more by the recurrence, then
/// Stirling's series with its Bernoulli numbers; below 0 by reflection. Tested against points of another library.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.5.1–5.5.4, 5.11.1, 5.11.2, 5.15.5, 5.15.6, 5.15.8;
/// Bernoulli numbers
/// from tangent numbers, Brent and Harvey, *Fast computation of Bernoulli, tangent and secant numbers*, 2011.
final class BigGamma {
    private static final int LEAST = 60;
    private static final int TERMS = 34;
    private static final Big[] BERNOULLI = bernoulli();
    private static final Big HALF_LOG_2_PI =
            BigFunctions.log(BigFunctions.pi().mul(Big.TWO)).scale(-1);
    private static final Big INFINITE = Big.ONE.scale(2_000_000);

    private BigGamma() {}

    /// ln |Γ(x)|; at a pole a number beyond every format.
    static Big lgamma(Big x) {
        if (x.signum() < 0) {
            Big sine = BigFunctions.sin(BigFunctions.pi().mul(fraction(x)));
            Big product = x.mul(sine).abs();
            return product.signum() == 0
                    ? INFINITE
                    : BigFunctions.log(BigFunctions.pi().div(product)).sub(lgamma(x.neg()));
        }
        if (x.sub(Big.ONE).signum() == 0 || x.sub(Big.TWO).signum() == 0) {
            return Big.ZERO;
        }
        Big z = x;
        Big product = Big.ONE;
        while (z.less(LEAST)) {
            product = product.mul(z);
            z = z.add(Big.ONE);
        }
        Big sum = z.sub(Big.of(0.5)).mul(BigFunctions.log(z)).sub(z).add(HALF_LOG_2_PI);
        Big square = z.square();
        Big power = z;
        for (int j = 1; j <= TERMS; j++) {
            sum = sum.add(BERNOULLI[j].div((2L * j - 1) * 2 * j).div(power));
            power = power.mul(square);
        }
        return sum.sub(BigFunctions.log(product));
    }

    /// ψ(x), x no pole.
    static Big digamma(Big x) {
        if (x.signum() < 0) {
            Big angle = BigFunctions.pi().mul(fraction(x));
            Big cotangent = BigFunctions.cos(angle).div(BigFunctions.sin(angle));
            return digamma(x.neg()).sub(Big.ONE.div(x)).sub(BigFunctions.pi().mul(cotangent));
        }
        Big z = x;
        Big poles = Big.ZERO;
        while (z.less(LEAST)) {
            poles = poles.add(Big.ONE.div(z));
            z = z.add(Big.ONE);
        }
        Big sum = BigFunctions.log(z).sub(Big.ONE.div(z.scale(1)));
        Big square = z.square();
        Big power = square;
        for (int j = 1; j <= TERMS; j++) {
            sum = sum.sub(BERNOULLI[j].div(2L * j).div(power));
            power = power.mul(square);
        }
        return sum.sub(poles);
    }

    /// ψ′(x); at a pole a number beyond every format.
    static Big trigamma(Big x) {
        if (x.signum() > 0) {
            return polygamma(1, x);
        }
        Big r = fraction(x);
        if (r.signum() == 0) {
            return INFINITE;
        }
        Big sine = BigFunctions.sin(BigFunctions.pi().mul(r));
        return BigFunctions.pi().div(sine).square().sub(polygamma(1, Big.ONE.sub(x)));
    }

    /// ψ″(x), x no pole.
    static Big tetragamma(Big x) {
        if (x.signum() > 0) {
            return polygamma(2, x);
        }
        Big angle = BigFunctions.pi().mul(fraction(x));
        Big cosecant = BigFunctions.pi().div(BigFunctions.sin(angle));
        Big cosine = BigFunctions.cos(angle);
        return polygamma(2, Big.ONE.sub(x))
                .sub(cosecant.square().mul(cosecant).mul(cosine).scale(1));
    }

    /// ψ‴(x); at a pole a number beyond every format.
    static Big pentagamma(Big x) {
        if (x.signum() > 0) {
            return polygamma(3, x);
        }
        Big r = fraction(x);
        if (r.signum() == 0) {
            return INFINITE;
        }
        Big angle = BigFunctions.pi().mul(r);
        Big fourth = BigFunctions.pi().div(BigFunctions.sin(angle)).square().square();
        Big factor = BigFunctions.cos(angle).square().scale(2).add(Big.TWO);
        return fourth.mul(factor).sub(polygamma(3, Big.ONE.sub(x)));
    }

    /// ψ⁽ⁿ⁾(x) for x > 0.
    private static Big polygamma(int n, Big x) {
        Big sum = Big.ZERO;
        Big z = x;
        while (z.less(LEAST)) {
            sum = sum.add(Big.ONE.div(power(z, n + 1)));
            z = z.add(Big.ONE);
        }
        sum = sum.add(Big.ONE.div(power(z, n).mul(n)));
        Big power = power(z, n + 1);
        sum = sum.add(Big.ONE.div(power.scale(1)));
        // (2j + n − 1)! / ((2j)!·n!)
        Big factor = Big.ONE;
        for (int j = 1; j <= TERMS; j++) {
            factor = Big.of(1);
            for (int i = 2 * j + 1; i <= 2 * j + n - 1; i++) {
                factor = factor.mul(i);
            }
            for (int i = 2; i <= n; i++) {
                factor = factor.div(i);
            }
            power = j == 1 ? power.mul(z) : power.mul(z.square());
            sum = sum.add(BERNOULLI[j].mul(factor).div(power));
        }
        for (int i = 2; i <= n; i++) {
            sum = sum.mul(i);
        }
        return n % 2 == 0 ? sum.neg() : sum;
    }

    private static Big power(Big x, int n) {
        Big y = x;
        for (int i = 1; i < n; i++) {
            y = y.mul(x);
        }
        return y;
    }

    /// x minus the nearest integer, exactly.
    static Big fraction(Big x) {
        return x.sub(new Big(x.round(), 0));
    }

    /// B₂ⱼ at j.
    private static Big[] bernoulli() {
        BigInteger[] tangent = new BigInteger[TERMS + 1];
        tangent[1] = BigInteger.ONE;
        for (int k = 2; k <= TERMS; k++) {
            tangent[k] = tangent[k - 1].multiply(BigInteger.valueOf(k - 1));
        }
        for (int k = 2; k <= TERMS; k++) {
            for (int j = k; j <= TERMS; j++) {
                tangent[j] = tangent[j - 1]
                        .multiply(BigInteger.valueOf(j - k))
                        .add(tangent[j].multiply(BigInteger.valueOf(j - k + 2)));
            }
        }
        Big[] b = new Big[TERMS + 1];
        for (int j = 1; j <= TERMS; j++) {
            BigInteger four = BigInteger.ONE.shiftLeft(2 * j);
            Big numerator = new Big(tangent[j].multiply(BigInteger.valueOf(j % 2 == 0 ? -2L * j : 2L * j)), 0);
            b[j] = numerator.div(new Big(four.multiply(four.subtract(BigInteger.ONE)), 0));
        }
        return b;
    }
}
