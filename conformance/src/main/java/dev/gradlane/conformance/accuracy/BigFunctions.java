package dev.gradlane.conformance.accuracy;

import java.math.BigInteger;

/// The functions to at least 50 digits, by the plainest series and nothing that an expansion uses.
/// Arguments are exact and not zero; where a result leaves every format by far, any number as large
/// or as small will do.
///
/// Source: power series; for erfc beyond 3 the continued fraction 7.9.4 of the NIST Digital Library
/// of Mathematical Functions. Tested against a library in `BigFunctionsTest`.
final class BigFunctions {
    private static final int PI_BITS = 1500;
    private static final Big PI = fixedPi();
    private static final Big LN2 = artanh(Big.ONE.div(3)).scale(1);
    private static final Big ROOT_PI = rounded(PI).sqrt();
    private static final Big TINY = Big.ONE.scale(-2_000_000);

    private BigFunctions() {}

    /// Returns π.
    static Big pi() {
        return rounded(PI);
    }

    static Big exp(Big x) {
        if (x.magnitude() > 16) {
            return x.signum() < 0 ? TINY : Big.ONE.scale(2_000_000);
        }
        int n = x.div(LN2).round().intValueExact();
        int halvings = 12;
        Big r = x.sub(LN2.mul(n)).scale(-halvings);
        Big sum = Big.ONE;
        Big term = Big.ONE;
        for (int i = 1; i <= 18; i++) {
            term = term.mul(r).div(i);
            sum = sum.add(term);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.square();
        }
        return sum.scale(n);
    }

    static Big expm1(Big x) {
        if (x.magnitude() > -3) {
            return exp(x).sub(Big.ONE);
        }
        Big sum = x;
        Big term = x;
        for (int i = 2; i <= 45; i++) {
            term = term.mul(x).div(i);
            sum = sum.add(term);
        }
        return sum;
    }

    /// ln x = n·ln 2 + ln m with m = x·2^−n in [0.75, 1.5).
    static Big log(Big x) {
        if (x.signum() <= 0) {
            throw new ArithmeticException("the logarithm of a number that is not positive");
        }
        int n = x.magnitude();
        Big m = x.scale(-n);
        if (m.less(0.75)) {
            m = m.scale(1);
            n--;
        }
        return log1p(m.sub(Big.ONE)).add(LN2.mul(n));
    }

    static Big log1p(Big x) {
        return x.magnitude() <= -1 ? artanh(x.div(x.add(Big.TWO))).scale(1) : log(x.add(Big.ONE));
    }

    /// |x| ≤ ⅓.
    static Big artanh(Big x) {
        Big square = x.square();
        Big sum = x;
        Big power = x;
        for (int i = 3; power.magnitude() > x.magnitude() - Big.BITS; i += 2) {
            power = power.mul(square);
            if (power.signum() == 0) {
                return sum;
            }
            sum = sum.add(power.div(i));
        }
        return sum;
    }

    static Big tanh(Big x) {
        Big m = expm1(x.abs().scale(1));
        Big y = m.div(m.add(Big.TWO));
        return x.signum() < 0 ? y.neg() : y;
    }

    static Big sechSquared(Big x) {
        Big e = exp(x.abs().scale(1).neg());
        return e.scale(2).div(e.add(Big.ONE).square());
    }

    static Big sigmoid(Big x) {
        Big e = exp(x.abs().neg());
        return (x.signum() < 0 ? e : Big.ONE).div(e.add(Big.ONE));
    }

    static Big softplus(Big x) {
        Big rest = log1p(exp(x.abs().neg()));
        return x.signum() < 0 ? rest : x.add(rest);
    }

    static Big erf(Big x) {
        if (!x.abs().less(3)) {
            Big y = Big.ONE.sub(erfc(x.abs()));
            return x.signum() < 0 ? y.neg() : y;
        }
        // 2/√π · e^(−x²) · Σ x (2x²)ⁿ / (1·3·5 … (2n+1)): no cancellation
        Big twiceSquare = x.square().scale(1);
        Big sum = x;
        Big term = x;
        for (int i = 3; term.magnitude() > sum.magnitude() - Big.BITS; i += 2) {
            term = term.mul(twiceSquare).div(i);
            if (term.signum() == 0) {
                break;
            }
            sum = sum.add(term);
        }
        return sum.mul(erfDerivative(x));
    }

    static Big erfc(Big x) {
        if (x.signum() < 0 || x.less(3)) {
            return Big.ONE.sub(erf(x));
        }
        if (x.magnitude() > 8) {
            return TINY;
        }
        // x + ½/(x + 1/(x + 3/2/(x + …)))
        int terms = x.less(6) ? 260 : 90;
        Big fraction = x;
        for (int i = terms; i >= 1; i--) {
            fraction = x.add(Big.of(0.5 * i).div(fraction));
        }
        return exp(x.square().neg()).div(fraction.mul(ROOT_PI));
    }

    static Big erfDerivative(Big x) {
        return exp(x.square().neg()).scale(1).div(ROOT_PI);
    }

    static Big normalCdf(Big x) {
        return erfc(x.neg().div(Big.TWO.sqrt())).scale(-1);
    }

    static Big normalPdf(Big x) {
        return exp(x.square().scale(-1).neg()).div(Big.TWO.sqrt().mul(ROOT_PI));
    }

    static Big pow(Big x, Big y) {
        return exp(log(x).mul(y));
    }

    static Big sin(Big x) {
        return sinAfter(x, 0);
    }

    static Big cos(Big x) {
        return sinAfter(x, 1);
    }

    /// sin(x + quarters·π/2), reduced with as many bits of π as the largest double needs.
    private static Big sinAfter(Big x, int quarters) {
        Big r = x;
        int quadrant = quarters;
        if (x.magnitude() >= -1) {
            BigInteger halfPi = PI.significand().shiftRight(1);
            BigInteger fixed = shift(x.significand(), x.exponent() + PI_BITS);
            BigInteger n = floor(fixed.shiftLeft(1).add(halfPi), halfPi.shiftLeft(1));
            r = rounded(new Big(fixed.subtract(n.multiply(halfPi)), -PI_BITS));
            quadrant += n.and(BigInteger.valueOf(3)).intValue();
        }
        Big y = (quadrant & 1) == 0 ? series(r, r, 2) : series(Big.ONE, r, 1);
        return (quadrant & 2) == 0 ? y : y.neg();
    }

    private static BigInteger floor(BigInteger a, BigInteger b) {
        return a.subtract(a.mod(b)).divide(b);
    }

    /// first − first·r²/(i(i+1)) + …
    private static Big series(Big first, Big r, int i) {
        Big square = r.square().neg();
        Big sum = first;
        Big term = first;
        for (int k = i; k < 70; k += 2) {
            term = term.mul(square).div((long) k * (k + 1));
            sum = sum.add(term);
        }
        return sum;
    }

    private static BigInteger shift(BigInteger x, int n) {
        return n >= 0 ? x.shiftLeft(n) : x.shiftRight(-n);
    }

    private static Big rounded(Big x) {
        return x.mul(Big.ONE);
    }

    /// Machin: π = 16 arctan(1/5) − 4 arctan(1/239), in fixed point of [#PI_BITS] bits.
    private static Big fixedPi() {
        int guard = 32;
        BigInteger value = arctanOfInverse(5, guard)
                .shiftLeft(4)
                .subtract(arctanOfInverse(239, guard).shiftLeft(2));
        return new Big(value.shiftRight(guard), -PI_BITS);
    }

    private static BigInteger arctanOfInverse(long q, int guard) {
        BigInteger power = BigInteger.ONE.shiftLeft(PI_BITS + guard).divide(BigInteger.valueOf(q));
        BigInteger sum = power;
        for (long i = 3; power.signum() != 0; i += 2) {
            power = power.divide(BigInteger.valueOf(-q * q));
            sum = sum.add(power.divide(BigInteger.valueOf(i)));
        }
        return sum;
    }
}
