package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// 2ⁿ for a whole number n beyond the exponent range of the format, kept as two normal factors: a product with
/// both rounds at most once, at the second, also when the result is subnormal or overflows.
///
/// Source: derived. Adding 1.5·2^(p−1) + c to a number rounds it to an integer and leaves n + c in the low bits
/// of the sum; c is chosen so that they hold a biased exponent.
public sealed interface PowerOfTwo {
    /// n as a float of the format.
    Expr exponent();

    /// 2ⁿ, which may be subnormal, 0 or +∞.
    Expr value();

    /// x · 2ⁿ, rounded once, for x in [¼, 4] (or 0).
    Expr scale(Expr x);

    /// 2^⌊n/2⌋ · 2^(n−⌊n/2⌋): for every n whose power of two a result can need.
    record Halves(Expr exponent, Expr first, Expr second) implements PowerOfTwo {
        @Override
        public Expr value() {
            return first.mul(second);
        }

        @Override
        public Expr scale(Expr x) {
            return x.mul(first).mul(second);
        }
    }

    /// 2^(n+g) · 2⁻ᵍ with a constant g, 64 in f32 and 600 in f64: three instructions less, for results of at
    /// most about 1.
    record Guarded(Expr exponent, Expr guarded) implements PowerOfTwo {
        private static final int GUARD_F32 = 64;
        private static final int GUARD_F64 = 600;

        @Override
        public Expr value() {
            return guarded.mul(unguard());
        }

        @Override
        public Expr scale(Expr x) {
            return x.mul(guarded).mul(unguard());
        }

        private double unguard() {
            return guarded.dtype() == DType.F32 ? 0x1p-64 : 0x1p-600;
        }
    }

    /// Returns 2ⁿ for n = x · `factor` rounded to the nearest integer.
    ///
    /// @param x |x · factor| ≤ 250 in f32, ≤ 2040 in f64; a NaN gives a NaN exponent and unspecified
    /// factors
    static Halves nearest(Expr x, double factor) {
        boolean f32 = x.dtype() == DType.F32;
        double magic = f32 ? 0x1.8p23 + 2 * 127 : 0x1.8p52 + 2 * 1023;
        int exponentShift = f32 ? 23 : 52;
        Expr shifted = x.fma(factor, x.constant(magic));
        Expr biased = shifted.rawBits();
        Expr half = biased.ushr(1);
        return new Halves(
                shifted.sub(magic),
                half.shl(exponentShift).fromBits(),
                biased.sub(half).shl(exponentShift).fromBits());
    }

    /// Returns the same 2ⁿ.
    ///
    /// @param x −160 ≤ x · factor ≤ 60 in f32, −1100 and 400 in f64; a NaN gives a NaN exponent and an
    /// unspecified factor
    static Guarded guarded(Expr x, double factor) {
        boolean f32 = x.dtype() == DType.F32;
        double magic = f32 ? 0x1.8p23 + Guarded.GUARD_F32 + 127 : 0x1.8p52 + Guarded.GUARD_F64 + 1023;
        Expr shifted = x.fma(factor, x.constant(magic));
        return new Guarded(
                shifted.sub(magic), shifted.rawBits().shl(f32 ? 23 : 52).fromBits());
    }
}
