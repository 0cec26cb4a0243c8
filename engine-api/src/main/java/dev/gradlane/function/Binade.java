package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// x = 2ᵏ·m with m in [√½, √2): the reduction of all logarithms. Of a number that is not positive and
/// finite the parts are finite and without meaning.
///
/// Source: derived. Subtracting the bits of √½ from those of x leaves k above the significand.
///
/// @param integer k as an integer of the width of the format
/// @param exponent k as a float of the format
/// @param mantissa m, exactly
record Binade(Expr integer, Expr exponent, Expr mantissa) {
    /// Returns the parts of a positive finite x, subnormal numbers included.
    static Binade of(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        int lift = f32 ? 24 : 54;
        Expr subnormal = x.lt(f32 ? Float.MIN_NORMAL : Double.MIN_NORMAL);
        Expr lifted = subnormal.select(x.mul(f32 ? 0x1p24 : 0x1p54), x);
        Expr zero = x.constant(0);
        return split(lifted, subnormal.select(x.constant(lift), zero));
    }

    /// Returns the parts of a positive finite x that is not subnormal.
    static Binade ofNormal(Expr x) {
        return split(x, x.constant(0));
    }

    private static Binade split(Expr x, Expr lift) {
        boolean f32 = x.dtype() == DType.F32;
        int significand = f32 ? 23 : 52;
        Expr bits = x.rawBits();
        Expr k = bits.sub(bits.constantBits(f32 ? 0x3f3504f3L : 0x3fe6a09e667f3bcdL))
                .shr(significand);
        Expr mantissa = bits.sub(k.shl(significand)).fromBits();
        return new Binade(k, toFloat(k).sub(lift), mantissa);
    }

    /// k as a float; in f64 by bits, since converting i64 to f64 is slow on most machines.
    static Expr toFloat(Expr k) {
        return k.dtype() == DType.I32
                ? k.convert(DType.F32)
                : k.add(k.constantBits(Double.doubleToRawLongBits(0x1.8p52)))
                        .fromBits()
                        .sub(0x1.8p52);
    }
}
