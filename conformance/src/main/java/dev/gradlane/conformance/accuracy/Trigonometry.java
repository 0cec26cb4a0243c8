package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.Trig;
import java.util.ArrayList;
import java.util.List;

/// Trigonometric functions and their inverses.
final class Trigonometry {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(Trig.SIN, BigFunctions::sin, BigFunctions::cos, -1e308, 1e308),
                    Subject.of(
                            Trig.COS,
                            BigFunctions::cos,
                            x -> BigFunctions.sin(x).neg(),
                            -1e308,
                            1e308)),
            List.of(),
            specialValues(),
            List.of());

    private Trigonometry() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, Trig.SIN, 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, INF, NAN);
        table(rows, Trig.COS, 0, 1, -0.0, 1, Float.MIN_VALUE, 1, INF, NAN, -INF, NAN);
        return rows;
    }
}
