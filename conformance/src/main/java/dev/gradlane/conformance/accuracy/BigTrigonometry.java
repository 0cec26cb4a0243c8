package dev.gradlane.conformance.accuracy;

import java.math.BigInteger;

/// Trigonometric functions and their inverses to at least 50 digits, on top of [BigFunctions]: quotients of its sine
/// and cosine; the arctangent by halving the angle until its power series is short, arcsine and arccosine from it.
/// Tested against a library in `BigTrigonometryTest`.
final class BigTrigonometry {
    private static final Big PI = BigFunctions.pi();
    private static final int HALVINGS = 8;

    private BigTrigonometry() {}

    static Big tan(Big x) {
        return BigFunctions.sin(x).div(BigFunctions.cos(x));
    }

    static Big tanDerivative(Big x) {
        return Big.ONE.div(BigFunctions.cos(x).square());
    }

    static Big sinpi(Big x) {
        return sinpiAfter(x, 0);
    }

    static Big cospi(Big x) {
        return sinpiAfter(x, 1);
    }

    /// sin(πx + quarters·π/2) by x = n/2 + r, which is exact, so that zeros are.
    private static Big sinpiAfter(Big x, int quarters) {
        BigInteger n = x.scale(1).round();
        Big r = PI.mul(x.sub(new Big(n, -1)));
        int quadrant = n.and(BigInteger.valueOf(3)).intValue() + quarters;
        Big y = (quadrant & 1) == 0 ? BigFunctions.sin(r) : BigFunctions.cos(r);
        return (quadrant & 2) == 0 ? y : y.neg();
    }

    static Big sinpiDerivative(Big x) {
        return PI.mul(cospi(x));
    }

    static Big cospiDerivative(Big x) {
        return PI.mul(sinpi(x)).neg();
    }

    static Big atan(Big x) {
        if (x.abs().sub(Big.ONE).signum() > 0) {
            Big right = PI.scale(-1);
            return (x.signum() < 0 ? right.neg() : right).sub(atan(Big.ONE.div(x)));
        }
        Big r = x;
        int halvings = x.magnitude() < -HALVINGS ? 0 : HALVINGS;
        for (int i = 0; i < halvings; i++) {
            r = r.div(Big.ONE.add(Big.ONE.add(r.square()).sqrt()));
        }
        Big square = r.square().neg();
        Big sum = r;
        Big power = r;
        for (int i = 3; i < 40; i += 2) {
            power = power.mul(square);
            sum = sum.add(power.div(i));
        }
        return sum.scale(halvings);
    }

    static Big atanDerivative(Big x) {
        return Big.ONE.div(Big.ONE.add(x.square()));
    }

    static Big atanSecondDerivative(Big x) {
        return x.scale(1).mul(atanDerivative(x).square()).neg();
    }

    /// The angle of (x, y), neither 0.
    static Big atan2(Big y, Big x) {
        Big angle = atan(y.div(x));
        if (x.signum() > 0) {
            return angle;
        }
        return y.signum() < 0 ? angle.sub(PI) : angle.add(PI);
    }

    static Big asin(Big x) {
        return atan(x.div(cosine(x)));
    }

    static Big acos(Big x) {
        return atan(Big.ONE.sub(x).div(Big.ONE.add(x)).sqrt()).scale(1);
    }

    static Big asinDerivative(Big x) {
        return Big.ONE.div(cosine(x));
    }

    static Big asinSecondDerivative(Big x) {
        return x.div(cosine(x).mul(cosine(x).square()));
    }

    /// √(1 − x²).
    private static Big cosine(Big x) {
        return Big.ONE.sub(x).mul(Big.ONE.add(x)).sqrt();
    }

    static Big sinc(Big x) {
        return BigFunctions.sin(x).div(x);
    }

    /// Cancels near 0 twice as many digits as x is small: there the first terms of the series.
    static Big sincDerivative(Big x) {
        if (x.magnitude() < -20) {
            Big square = x.square();
            Big bracket = square.div(30).sub(square.square().div(840)).sub(Big.ONE.div(3));
            return x.mul(bracket.add(square.square().mul(square).div(45360)));
        }
        return BigFunctions.cos(x).sub(sinc(x)).div(x);
    }
}
