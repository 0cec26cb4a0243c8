package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// eᵃ = 2ⁿ·(1 + r + tail), neither added up nor scaled: the start of every function that has a short sum or
/// product to make of it before the one rounding that counts (sigmoid, tanh, the normal distribution, pow).
///
/// n = a·log₂e to the nearest integer, |r| ≤ 0.3466, tail = eʳ − 1 − r with what the rounding of r left.
/// Error of r + tail: 2⁻²⁷ absolute and 2⁻²⁶ relative in f32, 2⁻⁵⁶·⁸ and 2⁻⁵⁵·⁴ in f64, so e⁻²ˣ − 1 comes
/// out without cancellation. A NaN gives NaN.
///
/// Source: derived; reduction as in Cody and Waite, *Software Manual for the Elementary Functions*, 1980,
/// ch. 6, each step exact by fma; minimax polynomial of the relative error of eʳ − 1.
///
/// @param r the reduced argument, rounded
/// @param tail eʳ − 1 − r, |tail| ≤ 0.08
/// @param power 2ⁿ
record ReducedExp(Expr r, Expr tail, PowerOfTwo power) {
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

    /// eˣ for x that the caller has clamped to the range of [PowerOfTwo.Guarded].
    static ReducedExp of(Expr x) {
        PowerOfTwo power = PowerOfTwo.guarded(x, Exp.LOG2_E);
        Expr n = power.exponent();
        Expr rest = x.constant(-Exp.ln2Rest(x));
        Expr high = n.fma(-Exp.ln2(x), x);
        Expr r = n.fma(rest, high);
        return withTail(r, n.fma(rest, high.sub(r)), power);
    }

    /// e^(hi + lo), clamped by the caller too.
    static ReducedExp of(Expr hi, Expr lo) {
        return of(hi, lo, PowerOfTwo.guarded(hi, Exp.LOG2_E));
    }

    /// e^(a.hi + a.lo) whatever its size, an infinite `a.hi` included: outside ±170 (f32) and ±1400 (f64) it is
    /// clamped to these and `a.lo` is ignored.
    static ReducedExp ofAny(DoubleWord a) {
        boolean f32 = a.hi().dtype() == DType.F32;
        Expr hi = f32 ? Exp.clamp(a.hi(), -170, 170) : Exp.clamp(a.hi(), -1400, 1400);
        Expr lo = hi.eq(a.hi()).select(a.lo(), hi.constant(0));
        return of(hi, lo, PowerOfTwo.nearest(hi, Exp.LOG2_E));
    }

    private static ReducedExp of(Expr hi, Expr lo, PowerOfTwo power) {
        Expr n = power.exponent();
        Expr high = n.fma(-Exp.ln2(hi), hi);
        Expr low = n.fma(-Exp.ln2Rest(hi), lo);
        Expr r = high.add(low);
        return withTail(r, high.sub(r).add(low), power);
    }

    private static ReducedExp withTail(Expr r, Expr rounding, PowerOfTwo power) {
        Expr quadratic = Polynomial.horner(r, r.dtype() == DType.F32 ? QUADRATIC_F32 : QUADRATIC_F64);
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

    /// 2ⁿ: for sums with a number near 1.
    Expr smallPower() {
        return power.value();
    }

    /// x · 2ⁿ, rounded at most once, also where the result is subnormal.
    Expr scale(Expr x) {
        return power.scale(x);
    }
}
