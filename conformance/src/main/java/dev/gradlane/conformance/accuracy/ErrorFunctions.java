package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.erfDerivative;
import static dev.gradlane.conformance.accuracy.BigFunctions.normalPdf;
import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.ErrorFunction;
import dev.gradlane.function.Normal;
import java.util.ArrayList;
import java.util.List;

/// The error function and its relatives.
final class ErrorFunctions {
    private static final double INF = Double.POSITIVE_INFINITY;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(ErrorFunction.ERF, BigFunctions::erf, BigFunctions::erfDerivative, -6.1, 6.1),
                    Subject.of(
                            ErrorFunction.ERFC,
                            BigFunctions::erfc,
                            x -> erfDerivative(x).neg(),
                            -6,
                            27.4),
                    Subject.of(
                                    ErrorFunction.ERF_DERIVATIVE,
                                    BigFunctions::erfDerivative,
                                    x -> x.mul(erfDerivative(x)).mul(-2),
                                    -27.4,
                                    27.4)
                            .slope(t -> t.within(9.3, 26.6)),
                    Subject.of(Normal.NORMAL_CDF, BigFunctions::normalCdf, BigFunctions::normalPdf, -38.7, 9),
                    Subject.of(
                                    Normal.NORMAL_PDF,
                                    BigFunctions::normalPdf,
                                    x -> x.mul(normalPdf(x)).neg(),
                                    -38.7,
                                    38.7)
                            .slope(t -> t.within(13.1, 37.6))),
            List.of(),
            specialValues(),
            List.of(
                    ErrorFunction.ERF,
                    ErrorFunction.ERFC,
                    ErrorFunction.ERF_DERIVATIVE,
                    Normal.NORMAL_CDF,
                    Normal.NORMAL_PDF));

    private ErrorFunctions() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, ErrorFunction.ERF, 0, 0, INF, 1, Float.MAX_VALUE, 1, 7, 1);
        table(rows, ErrorFunction.ERFC, 0, 1, -0.0, 1, INF, 0, -INF, 2, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 2);
        table(rows, ErrorFunction.ERF_DERIVATIVE, INF, 0, -INF, 0, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 0);
        table(rows, Normal.NORMAL_CDF, 0, 0.5, -0.0, 0.5, INF, 1, -INF, 0, Float.MAX_VALUE, 1, -Float.MAX_VALUE, 0);
        table(rows, Normal.NORMAL_PDF, INF, 0, -INF, 0, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 0);
        return rows;
    }
}
