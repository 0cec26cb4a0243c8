package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// 2ⁿ for a whole number n beyond the exponent range of the format, kept as two factors 2^⌊n/2⌋ ·
/// 2^(n−⌊n/2⌋): a product with both rounds at most once, at the second, also when the result is subnormal
/// or overflows.
///
/// Source: derived. Adding 1.5·2^(p−1) + 2·bias to a number rounds it to an integer and leaves n + 2·bias
/// in the low bits of the sum; half of that is already a biased exponent.
///
/// @param exponent n as a float of the format
/// @param first 2^⌊n/2⌋
/// @param second 2^(n−⌊n/2⌋)
public record PowerOfTwo(Expr exponent, Expr first, Expr second) {
    /// Returns 2ⁿ for n = x · `factor` rounded to the nearest integer.
    ///
    /// @param x |x · factor| ≤ 250 in f32, ≤ 2040 in f64; a NaN gives a NaN exponent and unspecified
    /// factors
    static PowerOfTwo nearest(Expr x, double factor) {
        boolean f32 = x.dtype() == DType.F32;
        double magic = f32 ? 0x1.8p23 + 2 * 127 : 0x1.8p52 + 2 * 1023;
        int exponentShift = f32 ? 23 : 52;
        Expr shifted = x.fma(factor, x.constant(magic));
        Expr biased = shifted.rawBits();
        Expr half = biased.ushr(1);
        return new PowerOfTwo(
                shifted.sub(magic),
                half.shl(exponentShift).fromBits(),
                biased.sub(half).shl(exponentShift).fromBits());
    }

    /// Returns x · 2ⁿ, rounded once, for x in [¼, 4] (or 0).
    public Expr scale(Expr x) {
        return x.mul(first).mul(second);
    }
}
