package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;
import org.junit.jupiter.api.Test;

/// The oracle's own series against the library, to 50 digits.
class SeriesTest {
    private static final Apfloat TOLERANCE = new Apfloat("1e-50", 80);

    @Test
    void expAgreesWithTheLibrary() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            double x = random.nextDouble(-745, 745) * Math.scalb(1.0, -random.nextInt(40));
            same(x, Digits.exp(x), ApfloatMath.exp(Digits.of(x)));
        }
    }

    @Test
    void sinAndCosAgreeWithTheLibrary() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 100; i++) {
            double x = random.nextDouble(-4, 4) * Math.scalb(1.0, random.nextInt(-20, 1020));
            Apfloat exact = new Apfloat(new BigDecimal(x), 420);
            same(x, Digits.sin(x), ApfloatMath.sin(exact));
            same(x, Digits.cos(x), ApfloatMath.cos(exact));
        }
    }

    private static void same(double x, Apfloat got, Apfloat expected) {
        Apfloat relative = ApfloatMath.abs(got.subtract(expected).divide(expected));
        assertTrue(relative.compareTo(TOLERANCE) < 0, () -> "at " + Double.toHexString(x) + ": " + got);
    }
}
