package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// 1/x to one part in 20 by one integer subtraction: enough to weigh a remainder that is itself a correction of half a
/// unit in the last place.
///
/// Source: derived. Of x = 2ᵉ·(1 + m) the bits stand for e + m, those of the result for −e − m − δ; with
/// δ = 5 − √24 the errors at m = 0 and at the middle are alike, δ/2.
final class NearReciprocal {
    private static final long F32 = 0x7ef311c3L;
    private static final long F64 = 0x7fde6238502484b8L;

    private NearReciprocal() {}

    /// @param x positive, neither subnormal nor within a factor of 4 of overflow; at 0 any finite number
    static Expr of(Expr x) {
        Expr bits = x.rawBits();
        return bits.constantBits(x.dtype() == DType.F32 ? F32 : F64).sub(bits).fromBits();
    }
}
