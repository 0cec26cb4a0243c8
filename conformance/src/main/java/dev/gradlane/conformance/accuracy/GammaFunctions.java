package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.Digamma;
import dev.gradlane.function.LogGamma;
import dev.gradlane.function.Polygamma;
import java.util.ArrayList;
import java.util.List;

/// ln |Γ| and its derivatives. Below 0, where they have zeros, errors are in ulp of max(|f|, 1), and numbers below
/// −512 are left to special values.
final class GammaFunctions {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    /// Poles and zeros crowd below; every 32nd number of f32 is a pole at −2¹⁸, each from −2²³ on.
    private static final double LEAST = -512;
    private static final double TINY = 4.9e-324;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(LogGamma.LGAMMA, BigGamma::lgamma, BigGamma::digamma, -40, 200)
                            .value(t -> belowZero(t, false))
                            .slope(t -> belowZero(t, true)),
                    Subject.of(Digamma.DIGAMMA, BigGamma::digamma, BigGamma::trigamma, -40, 200)
                            .value(t -> belowZero(t, true))
                            .slope(t -> belowZero(t, false)),
                    Subject.of(Polygamma.of(1), BigGamma::trigamma, BigGamma::tetragamma, -40, 200)
                            .value(t -> belowZero(t, false))
                            .slope(t -> belowZero(t, true))
                            .slopePromise(9),
                    Subject.of(Polygamma.of(2), BigGamma::tetragamma, BigGamma::pentagamma, -40, 200)
                            .value(t -> belowZero(t, true))
                            .slope(t -> belowZero(t, false))
                            .slopePromise(11.5)),
            List.of(),
            specialValues(),
            List.of());

    private GammaFunctions() {}

    /// @param sides whether the two sides of a pole differ, so that it is NaN
    private static Truth belowZero(Truth truth, boolean sides) {
        return truth.inUlpOfAtLeast(x -> x < 0 ? 1 : 0).poles(LEAST, x -> sides && x < 0 && x == Math.rint(x));
    }

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        table(rows, LogGamma.LGAMMA, 1, 0, 2, 0, INF, INF, -INF, INF, 0, INF, -0.0, INF, -1, INF, -2, INF, -7, INF);
        table(rows, LogGamma.LGAMMA, -Float.MAX_VALUE, INF, -8388607, INF, -1e300, INF);
        table(rows, Digamma.DIGAMMA, 0, -INF, -0.0, INF, INF, INF, -INF, NAN, -1, NAN, -2, NAN, -7, NAN, -1e300, NAN);
        table(rows, Digamma.DIGAMMA, TINY, -INF, -TINY, INF);
        table(rows, Polygamma.of(1), 0, INF, -0.0, INF, INF, 0, -INF, NAN, -1, INF, -2, INF, -3e38, INF);
        table(rows, Polygamma.of(1), TINY, INF, -TINY, INF);
        table(rows, Polygamma.of(2), 0, -INF, -0.0, INF, INF, -0.0, -INF, NAN, -1, NAN, -2, NAN, -1e300, NAN);
        table(rows, Polygamma.of(2), TINY, -INF, -TINY, INF);
        return rows;
    }
}
