package dev.gradlane.conformance.accuracy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/// exp, sin and cos by reduction and Taylor series in 70 digits, at least 55 of them right: some thirty
/// times faster than the general library, whose results they are compared with in the tests, so that many
/// samples can be judged.
final class Series {
    private static final MathContext DIGITS = new MathContext(70);

    /// Enough for the integer part of the greatest double and 80 places after it.
    private static final BigDecimal HALF_PI = new BigDecimal(ApfloatMath.pi(420).toString(true)).divide(BigDecimal.TWO);

    private static final BigDecimal LN_2 =
            new BigDecimal(ApfloatMath.log(new Apfloat(2, 90)).toString(true));

    private static final int EXP_TERMS = 18;
    private static final int TURN_TERMS = 48;

    private Series() {}

    /// eˣ, |x| ≤ 2000.
    static BigDecimal exp(BigDecimal x) {
        int n = x.divide(LN_2, DIGITS).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        BigDecimal r = x.subtract(LN_2.multiply(BigDecimal.valueOf(n))).divide(BigDecimal.valueOf(256), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        for (int k = EXP_TERMS; k > 0; k--) {
            sum = sum.multiply(r, DIGITS).divide(BigDecimal.valueOf(k), DIGITS).add(BigDecimal.ONE, DIGITS);
        }
        for (int i = 0; i < 8; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum.multiply(BigDecimal.TWO.pow(n, DIGITS), DIGITS);
    }

    static BigDecimal sin(BigDecimal x) {
        return turned(x, 0);
    }

    static BigDecimal cos(BigDecimal x) {
        return turned(x, 1);
    }

    /// sin(x + quarters·π/2).
    private static BigDecimal turned(BigDecimal x, int quarters) {
        BigDecimal turns = x.divide(HALF_PI, new MathContext(400)).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(HALF_PI)).round(DIGITS);
        int quadrant =
                turns.toBigInteger().add(java.math.BigInteger.valueOf(quarters)).intValue() & 3;
        BigDecimal value = quadrant % 2 == 0 ? taylor(r, 1).multiply(r, DIGITS) : taylor(r, 0);
        return quadrant < 2 ? value : value.negate();
    }

    /// 1 − r²/(2·3) + … for `odd` = 1, 1 − r²/(1·2) + … for 0.
    private static BigDecimal taylor(BigDecimal r, int odd) {
        BigDecimal minusSquare = r.multiply(r, DIGITS).negate();
        BigDecimal sum = BigDecimal.ONE;
        for (int k = TURN_TERMS + odd; k > 1; k -= 2) {
            BigDecimal factor = BigDecimal.valueOf((long) k * (k - 1));
            sum = sum.multiply(minusSquare, DIGITS).divide(factor, DIGITS).add(BigDecimal.ONE, DIGITS);
        }
        return sum;
    }
}
