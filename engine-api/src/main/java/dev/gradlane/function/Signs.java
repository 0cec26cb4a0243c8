package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// Moving the sign bit, for odd functions computed from |x|: unlike a comparison it keeps the sign of
/// zero.
final class Signs {
    private Signs() {}

    /// |magnitude| with the sign of `sign`; NaN where the magnitude is NaN.
    static Expr copy(Expr magnitude, Expr sign) {
        long bit = magnitude.dtype() == DType.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        return magnitude.abs().rawBits().or(sign.rawBits().and(bit)).fromBits();
    }
}
