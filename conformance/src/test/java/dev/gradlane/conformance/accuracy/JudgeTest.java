package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Exp;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import org.junit.jupiter.api.Test;

/// The judge sees faults of one and two units, of sign, and of kind.
class JudgeTest {
    private static final Judge EXP_F32 = judge(Exp.EXP.symbol(), DType.F32);
    private static final Judge EXP_F64 = judge(Exp.EXP.symbol(), DType.F64);
    private static final Judge SIN_F64 = judge(Trig.SIN.symbol(), DType.F64);

    @Test
    void roundedTruthIsWithinHalfAUnit() {
        assertTrue(EXP_F32.error(new double[] {1}, (float) Math.E, 0) <= 0.5);
        assertTrue(EXP_F64.error(new double[] {1}, Math.E, 0) <= 0.5);
    }

    @Test
    void aUnitMoreIsAUnitMore() {
        float e = (float) Math.E;
        double base = EXP_F32.error(new double[] {1}, e, 0);
        assertEquals(2, EXP_F32.error(new double[] {1}, e + 2 * Math.ulp(e), 1), base + 1e-6);
        assertEquals(1, EXP_F64.error(new double[] {1}, Math.E + Math.ulp(Math.E), 0), 0.5);
    }

    @Test
    void subnormalUnitIsTheLeastNumber() {
        double x = -744;
        assertTrue(EXP_F64.error(new double[] {x}, StrictMath.exp(x) + Double.MIN_VALUE, 0) > 0.5);
    }

    @Test
    void wrongKindIsInfinitelyWrong() {
        assertEquals(Double.POSITIVE_INFINITY, SIN_F64.error(new double[] {-0.0}, 0.0, 0));
        assertEquals(Double.POSITIVE_INFINITY, SIN_F64.error(new double[] {1}, Double.NaN, 0));
        assertEquals(Double.POSITIVE_INFINITY, SIN_F64.error(new double[] {Double.POSITIVE_INFINITY}, 0.0, 0));
        assertEquals(Double.POSITIVE_INFINITY, EXP_F32.error(new double[] {200}, Float.MAX_VALUE / 2, 0));
        assertEquals(0, EXP_F32.error(new double[] {200}, Float.POSITIVE_INFINITY, 0));
    }

    private static Judge judge(String symbol, DType dtype) {
        return References.ALL.stream()
                .filter(reference -> reference.function().symbol().equals(symbol))
                .findFirst()
                .map(reference -> new Judge(reference, dtype))
                .orElseThrow();
    }
}
