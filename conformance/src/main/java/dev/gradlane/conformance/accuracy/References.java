package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.Reference.STRICT;
import static dev.gradlane.conformance.accuracy.Reference.unary;

import dev.gradlane.function.Exp;
import dev.gradlane.function.Expm1;
import dev.gradlane.function.Log;
import dev.gradlane.function.Pow;
import dev.gradlane.function.Reciprocal;
import dev.gradlane.function.Square;
import dev.gradlane.function.Trig;
import java.util.List;
import org.apfloat.ApfloatMath;

/// One row per function.
public final class References {
    public static final List<Reference> ALL = List.of(
            unary(Exp.EXP, StrictMath::exp, Digits::exp, -750, 712),
            unary(Expm1.EXPM1, StrictMath::expm1, Digits::expm1, -2, 2),
            unary(Log.LOG, StrictMath::log, x -> ApfloatMath.log(Digits.of(x)), 0.25, 4),
            unary(Log.LOG1P, StrictMath::log1p, Digits::log1p, -0.75, 2),
            unary(Reciprocal.RECIPROCAL, x -> 1 / x, x -> Digits.one().divide(Digits.of(x)), -2, 2),
            unary(Square.SQUARE, x -> x * x, x -> Digits.of(x).multiply(Digits.of(x)), -2, 2),
            unary(Trig.SIN, StrictMath::sin, Digits::sin, -100, 100),
            unary(Trig.COS, StrictMath::cos, Digits::cos, -100, 100),
            new Reference(Pow.POW, x -> pow(x[0], x[1]), STRICT, x -> Digits.pow(x[0], x[1]), -40, 40));

    private References() {}

    /// C99 Annex F.10.4.4; Java says NaN in the two cases that come first.
    private static double pow(double x, double y) {
        boolean one = x == 1 || x == -1 && Double.isInfinite(y);
        return one ? 1 : StrictMath.pow(x, y);
    }
}
