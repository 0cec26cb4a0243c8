package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigPowers.LN10;
import static dev.gradlane.conformance.accuracy.BigPowers.LN2;
import static dev.gradlane.conformance.accuracy.BigPowers.cbrtDerivative;
import static dev.gradlane.conformance.accuracy.BigPowers.exp2;
import static dev.gradlane.conformance.accuracy.BigPowers.rsqrt;
import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.Cbrt;
import dev.gradlane.function.Exp2;
import dev.gradlane.function.LogBase;
import dev.gradlane.function.Rsqrt;
import java.util.ArrayList;
import java.util.List;

/// Powers and logarithms of other bases than e, and roots.
final class LogsAndRoots {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(Cbrt.CBRT, BigPowers::cbrt, BigPowers::cbrtDerivative, -1e308, 1e308),
                    Subject.of(
                            Cbrt.CBRT_DERIVATIVE,
                            BigPowers::cbrtDerivative,
                            x -> cbrtDerivative(x).mul(-2).div(x.mul(3)),
                            -1e308,
                            1e308),
                    Subject.of(Exp2.EXP2, BigPowers::exp2, x -> exp2(x).mul(LN2), -1075.5, 1024)
                            // beyond, 2ˣ is infinite and ln 2·2ˣ not yet
                            .slope(t -> t.within(Math.nextDown(128f), Math.nextDown(1024.0))),
                    Subject.of(LogBase.LOG10, BigPowers::log10, x -> Big.ONE.div(x.mul(LN10)), 0, Double.MAX_VALUE)
                            .domain(0, INF),
                    Subject.of(LogBase.LOG2, BigPowers::log2, x -> Big.ONE.div(x.mul(LN2)), 0, Double.MAX_VALUE)
                            .domain(0, INF),
                    Subject.of(
                                    Rsqrt.RSQRT,
                                    BigPowers::rsqrt,
                                    x -> rsqrt(x).div(x).scale(-1).neg(),
                                    0,
                                    1e308)
                            .domain(0, INF)),
            List.of(),
            specialValues(),
            List.of(Cbrt.CBRT));

    private LogsAndRoots() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        table(rows, Exp2.EXP2, 0, 1, -0.0, 1, INF, INF, -INF, 0, Float.MAX_VALUE, INF, -Float.MAX_VALUE, 0);
        table(rows, Exp2.EXP2, Float.MIN_VALUE, 1, -Float.MIN_VALUE, 1);
        table(rows, LogBase.LOG2, 0, -INF, -0.0, -INF, INF, INF, -INF, NAN, -1, NAN, -Float.MIN_VALUE, NAN);
        table(rows, LogBase.LOG10, 0, -INF, -0.0, -INF, INF, INF, -INF, NAN, -1, NAN, -Float.MIN_VALUE, NAN);
        for (int n = Float.MIN_EXPONENT - 23; n <= Float.MAX_EXPONENT; n++) {
            table(rows, Exp2.EXP2, n, Math.scalb(1.0, n));
            table(rows, LogBase.LOG2, Math.scalb(1.0, n), n);
        }
        for (int n = 0; n <= 10; n++) {
            table(rows, LogBase.LOG10, Math.pow(10, n), n);
        }
        odd(rows, Cbrt.CBRT, 0, 0, INF, INF, 0x1p-147, 0x1p-49, 0x1p126, 0x1p42);
        table(rows, Cbrt.CBRT_DERIVATIVE, 0, INF, -0.0, INF, INF, 0, -INF, 0);
        for (int n = 1; n <= 256; n++) {
            odd(rows, Cbrt.CBRT, n * n * n, n, 0x1p-132 * n * n * n, 0x1p-44 * n);
        }
        table(rows, Rsqrt.RSQRT, 0, INF, -0.0, -INF, INF, 0, -INF, NAN, -1, NAN, -Float.MIN_VALUE, NAN);
        table(rows, Rsqrt.RSQRT, -Float.MAX_VALUE, NAN);
        for (int n = -74; n <= 63; n++) {
            table(rows, Rsqrt.RSQRT, Math.scalb(1.0, 2 * n), Math.scalb(1.0, -n));
        }
        return rows;
    }
}
