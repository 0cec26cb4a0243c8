package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.InverseHyperbolic;
import dev.gradlane.function.SinhCosh;
import java.util.ArrayList;
import java.util.List;

/// sinh, cosh, and the inverse hyperbolic functions.
final class InverseHyperbolics {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double LEAST = Float.MIN_VALUE;
    private static final double GREATEST = Float.MAX_VALUE;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(SinhCosh.SINH, BigHyperbolics::sinh, BigHyperbolics::cosh, -711, 711),
                    Subject.of(SinhCosh.COSH, BigHyperbolics::cosh, BigHyperbolics::sinh, -711, 711),
                    Subject.of(InverseHyperbolic.ASINH, BigHyperbolics::asinh, BigHyperbolics::asinhSlope, -1000, 1000),
                    Subject.of(InverseHyperbolic.ACOSH, BigHyperbolics::acosh, BigHyperbolics::acoshSlope, 1, 100)
                            .domain(1, INF),
                    Subject.of(InverseHyperbolic.ATANH, BigHyperbolics::atanh, BigHyperbolics::atanhSlope, -1, 1)
                            .domain(-1, 1)),
            List.of(),
            specialValues(),
            List.of(InverseHyperbolic.ASINH));

    private InverseHyperbolics() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, SinhCosh.SINH, 0, 0, INF, INF, LEAST, LEAST, Float.MIN_NORMAL, Float.MIN_NORMAL, 1e-30f, 1e-30f);
        odd(rows, SinhCosh.SINH, GREATEST, INF, 711, INF);
        table(rows, SinhCosh.COSH, 0, 1, -0.0, 1, INF, INF, -INF, INF, LEAST, 1, 1e-9, 1, GREATEST, INF, -711, INF);
        odd(rows, InverseHyperbolic.ASINH, 0, 0, INF, INF, LEAST, LEAST, Float.MIN_NORMAL, Float.MIN_NORMAL);
        table(rows, InverseHyperbolic.ACOSH, 1, 0, INF, INF, 0, NAN, -0.0, NAN, 0.5, NAN, -1, NAN, -INF, NAN);
        odd(rows, InverseHyperbolic.ATANH, 0, 0, 1, INF, LEAST, LEAST, Float.MIN_NORMAL, Float.MIN_NORMAL);
        odd(rows, InverseHyperbolic.ATANH, 2, NAN, INF, NAN, GREATEST, NAN, 1.0000001f, NAN);
        return rows;
    }
}
