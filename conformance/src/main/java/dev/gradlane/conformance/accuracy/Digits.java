package dev.gradlane.conformance.accuracy;

import java.math.BigDecimal;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/// Elementary functions with at least 40 right digits, also where the obvious formula cancels.
final class Digits {
    /// 40 digits in the result and as many to lose.
    private static final int WORKING = 80;

    /// Below this a short series has 40 digits.
    private static final double TINY = 1e-12;

    private Digits() {}

    /// x, to the first 80 of its digits.
    static Apfloat of(double x) {
        return of(new BigDecimal(x));
    }

    static Apfloat one() {
        return new Apfloat(1, WORKING);
    }

    static Apfloat exp(double x) {
        return of(Series.exp(new BigDecimal(x)));
    }

    static Apfloat expm1(double x) {
        // further out eˣ is 0 as far as 40 digits of the difference go
        return Math.abs(x) < TINY
                ? series(of(x), 2, 6, 24)
                : exp(Math.max(x, -1000)).subtract(one());
    }

    static Apfloat log1p(double x) {
        return Math.abs(x) < TINY ? series(of(x), -2, 3, -4) : ApfloatMath.log(one().add(of(x)));
    }

    static Apfloat sin(double x) {
        return of(Series.sin(new BigDecimal(x)));
    }

    static Apfloat cos(double x) {
        return of(Series.cos(new BigDecimal(x)));
    }

    /// xʸ; for negative x, y is an integer.
    static Apfloat pow(double x, double y) {
        if (y == 0 || x == 1) {
            return one();
        }
        Apfloat product = of(y).multiply(ApfloatMath.log(of(Math.abs(x))));
        Apfloat magnitude = of(Series.exp(new BigDecimal(product.toString(true))));
        return x < 0 && Math.abs(y % 2) == 1 ? magnitude.negate() : magnitude;
    }

    /// x + x²/a + x³/b + x⁴/c.
    private static Apfloat series(Apfloat x, int a, int b, int c) {
        Apfloat square = x.multiply(x);
        return x.add(square.divide(number(a)))
                .add(square.multiply(x).divide(number(b)))
                .add(square.multiply(square).divide(number(c)));
    }

    private static Apfloat of(BigDecimal x) {
        return new Apfloat(x, WORKING);
    }

    private static Apfloat number(int value) {
        return new Apfloat(value, WORKING);
    }
}
