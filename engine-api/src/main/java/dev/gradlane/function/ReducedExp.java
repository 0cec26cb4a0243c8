package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// eᵃ = 2ⁿ·(1 + r + tail), neither added up nor scaled: the leanest start for functions that have a short
/// sum or product to make of it before the one rounding that counts (sigmoid, tanh, the normal
/// distribution).
///
/// n = a·log₂e to the nearest integer, |r| ≤ 0.3466, tail = eʳ − 1 − r with what the rounding of r left.
/// Error of r + tail: 2⁻²⁷ absolute and 2⁻²⁶ relative in f32, 2⁻⁵⁶·⁸ and 2⁻⁵⁵·⁴ in f64, so e⁻²ˣ − 1 comes
/// out without cancellation. The caller clamps: −160 ≤ n ≤ 60 in f32, −1100 ≤ n ≤ 400 in f64. A NaN gives
/// NaN.
///
/// Source: derived; reduction as in Cody and Waite, *Software Manual for the Elementary Functions*, 1980,
/// ch. 6, each step exact by fma; minimax polynomial of the relative error of eʳ − 1. [Exp#ofDoubleWord]
/// keeps more bits, clamps by itself, and costs about twice as much.
///
/// @param r the reduced argument, rounded
/// @param tail eʳ − 1 − r, |tail| ≤ 0.08
/// @param power 2^(n + guard), always a normal number: 2⁶⁴⁺ⁿ in f32, 2⁶⁰⁰⁺ⁿ in f64
record ReducedExp(Expr r, Expr tail, Expr power) {
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    private static final double LN2_REST = 0x1.abc9e3b39803fp-56;
    private static final double LN2_F32 = 0x1.62e43p-1;
    private static final double LN2_REST_F32 = -0x1.05c61p-29;
    private static final int GUARD_F32 = 64;
    private static final int GUARD_F64 = 600;

    /// (eʳ − 1 − r) / r² for |r| ≤ 0.34658; relative error of eʳ − 1 2⁻²⁶·¹.
    private static final double[] QUADRATIC_F32 = {
        0x1.fffffep-2, 0x1.5554bp-3, 0x1.555716p-5, 0x1.12278ep-7, 0x1.6b7334p-10
    };

    /// The same for f64, 2⁻⁵⁵·⁵.
    private static final double[] QUADRATIC_F64 = {
        0x1.0000000000005p-1, 0x1.555555555553bp-3, 0x1.555555555211p-5, 0x1.1111111118832p-7,
        0x1.6c16c17f2d91ep-10, 0x1.a01a0177f064dp-13, 0x1.a019a6a6f3a1bp-16, 0x1.71de8112809cfp-19,
        0x1.28a2891d5c2fdp-22, 0x1.ae7760bc48122p-26
    };

    /// eˣ.
    static ReducedExp of(Expr x) {
        Expr shifted = shifted(x);
        Expr n = shifted.sub(magic(x));
        Expr high = n.fma(-ln2(x), x);
        Expr r = n.fma(-ln2Rest(x), high);
        Expr rounding = n.fma(-ln2Rest(x), high.sub(r));
        return of(r, rounding, shifted);
    }

    /// e^(hi + lo).
    static ReducedExp of(Expr hi, Expr lo) {
        Expr shifted = shifted(hi);
        Expr n = shifted.sub(magic(hi));
        Expr high = n.fma(-ln2(hi), hi);
        Expr low = n.fma(-ln2Rest(hi), lo);
        Expr r = high.add(low);
        return of(r, high.sub(r).add(low), shifted);
    }

    private static ReducedExp of(Expr r, Expr rounding, Expr shifted) {
        boolean f32 = isF32(r);
        Expr quadratic = Polynomial.horner(r, f32 ? QUADRATIC_F32 : QUADRATIC_F64);
        Expr power = shifted.rawBits().shl(f32 ? 23 : 52).fromBits();
        return new ReducedExp(r, r.mul(r).fma(quadratic, rounding), power);
    }

    /// 1 + r, the high word of the unscaled exponential.
    Expr hi() {
        return r.add(1);
    }

    /// The low word, up to 0.08: what `hi` left of r, and the tail.
    Expr lo() {
        return r.sub(hi().sub(1)).add(tail);
    }

    /// 2ⁿ, which may be subnormal or 0: for sums with a number near 1.
    Expr smallPower() {
        return power.mul(unguard(power));
    }

    /// x · 2ⁿ, rounded at most once, also where the result is subnormal.
    Expr scale(Expr x) {
        return x.mul(power).mul(unguard(power));
    }

    /// x·log₂e + 1.5·2^(p−1) + guard + bias: rounded to an integer by the size of the constant, it has
    /// the biased exponent of 2^(n + guard) in its low bits.
    private static Expr shifted(Expr x) {
        return x.fma(Exp.LOG2_E, x.constant(magic(x)));
    }

    private static double magic(Expr x) {
        return isF32(x) ? 0x1.8p23 + GUARD_F32 + 127 : 0x1.8p52 + GUARD_F64 + 1023;
    }

    private static double unguard(Expr x) {
        return isF32(x) ? 0x1p-64 : 0x1p-600;
    }

    private static double ln2(Expr x) {
        return isF32(x) ? LN2_F32 : LN2;
    }

    private static double ln2Rest(Expr x) {
        return isF32(x) ? LN2_REST_F32 : LN2_REST;
    }

    private static boolean isF32(Expr x) {
        return x.dtype() == DType.F32;
    }
}
