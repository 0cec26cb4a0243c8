package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.ErrorInverse;
import dev.gradlane.function.NormalQuantile;
import java.util.ArrayList;
import java.util.List;

/// The inverses of the error function and of the normal distribution function.
final class InverseErrorFunctions {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(ErrorInverse.ERFINV, BigInverse::erfinv, BigInverse::erfinvDerivative, -1, 1)
                            .domain(-1, 1),
                    Subject.of(
                                    ErrorInverse.ERFINV_DERIVATIVE,
                                    BigInverse::erfinvDerivative,
                                    BigInverse::erfinvSecond,
                                    -1,
                                    1)
                            .domain(-1, 1)
                            .slopePromise(5),
                    Subject.of(
                                    NormalQuantile.NORMAL_QUANTILE,
                                    BigInverse::quantile,
                                    BigInverse::quantileDerivative,
                                    0,
                                    1)
                            .domain(0, 1),
                    Subject.of(
                                    NormalQuantile.NORMAL_QUANTILE_DERIVATIVE,
                                    BigInverse::quantileDerivative,
                                    BigInverse::quantileSecond,
                                    0,
                                    1)
                            .domain(0, 1)
                            .slopePromise(5)),
            List.of(),
            specialValues(),
            List.of());

    private InverseErrorFunctions() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, ErrorInverse.ERFINV, 0, 0, 1, INF, 1.5, NAN, INF, NAN, Float.MAX_VALUE, NAN);
        table(rows, ErrorInverse.ERFINV_DERIVATIVE, 1, INF, -1, INF, 1.5, NAN, -1.5, NAN, INF, NAN, -INF, NAN);
        table(rows, NormalQuantile.NORMAL_QUANTILE, 0, -INF, -0.0, -INF, 1, INF, 0.5, 0, -1, NAN, 1.5, NAN);
        table(rows, NormalQuantile.NORMAL_QUANTILE, -Float.MIN_VALUE, NAN, INF, NAN, -INF, NAN);
        table(rows, NormalQuantile.NORMAL_QUANTILE_DERIVATIVE, 0, INF, 1, INF, -1, NAN, 1.5, NAN, INF, NAN, -INF, NAN);
        return rows;
    }
}
