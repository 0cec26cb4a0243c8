package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The cube root from a first guess of the inverse one. The bits of a float are, but for scale and offset, its
/// logarithm made of straight pieces; minus a third of them are the bits of y ≈ |x|^(−⅓), here with 12 bits, so
/// that y² is exact. Then e = 1 − |x|·y³ is at most 0.103 in size and ∛x = x·y²·(1 − e)^(−⅔).
///
/// x·y² is rounded, and of that rounding e sees its third more than it should: ⅓ ulp beside the last
/// ½. No division, and the exact cubes come out exact.
public final class Cbrt {
    /// ((1 − e)^(−⅔) − 1) / e for |e| ≤ 0.105, relative error of the root 2⁻²⁹·¹.
    private static final double[] SERIES_F32 = {
        0x1.555556p-1, 0x1.1c71cap-1, 0x1.f9a68ep-2, 0x1.cf7c88p-2, 0x1.b73fd8p-2, 0x1.a0cc92p-2
    };

    /// The same for f64, 2⁻⁵⁹.
    private static final double[] SERIES_F64 = {
        0x1.5555555555555p-1, 0x1.1c71c71c71c62p-1, 0x1.f9add3c0caa6bp-2, 0x1.cf8a021b77e22p-2,
        0x1.b0a2f0e5663bbp-2, 0x1.9899e34be0e88p-2, 0x1.8524d9adda5b4p-2, 0x1.74ee3ed771451p-2,
        0x1.671d9fac0671fp-2, 0x1.5afd2febf4d1p-2, 0x1.50a9b41826b27p-2, 0x1.52a93778fc8dep-2,
        0x1.44d9564d83c42p-2
    };

    private static final double THIRD = 0x1.5555555555555p-2;
    private static final double MINUS_TWO_NINTHS = -0x1.c71c71c71c71cp-3;

    /// ∛x. Error: f32 0.801 ulp over all 2³² inputs (worst at 40f57f50), f64 0.78 ulp over 10⁶. Exact where x
    /// is a cube. Special values: cbrt(±0) = ±0, cbrt(±∞) = ±∞.
    ///
    /// Source: derived; the guess as Kahan's, *Computing a Real Cube Root*, 1991.
    public static final Composite CBRT = Composite.unary("cbrt")
            .expansion(Cbrt::expand)
            .partial((x, y) -> x.apply(Cbrt.CBRT_DERIVATIVE))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("cbrt(±0) = ±0, cbrt(±∞) = ±∞, cbrt(n³) = n exactly")
            .source("derived; first guess as Kahan 1991")
            .build();

    /// ∛x / (3x), the derivative of ∛x; a function of its own because differentiating the quotient would
    /// subtract two thirds of it from itself. Error: f32 2.44 ulp over all 2³² inputs, f64 2.32 ulp over 10⁵.
    /// Special values: +∞ at ±0, +0 at ±∞. Derivative −2/9·∛x/x².
    ///
    /// Source: derived.
    public static final Composite CBRT_DERIVATIVE = Composite.unary("cbrtDerivative")
            .expansion(Cbrt::slope)
            .partial((x, y) -> x.apply(Cbrt.CBRT).div(x).mul(MINUS_TWO_NINTHS).div(x))
            .promise(DType.F32, 4)
            .promise(DType.F64, 4)
            .specialValues("cbrtDerivative(±0) = +∞, cbrtDerivative(±∞) = +0")
            .source("derived: cbrt(x) / (3x)")
            .build();

    private Cbrt() {}

    private static Expr expand(Expr x) {
        Expr magnitude = x.abs();
        Expr y = minusInverseRoot(magnitude);
        Expr near = x.mul(y.mul(y));
        Expr e = near.abs().fma(y, 1);
        Expr series = Polynomial.horner(e, x.dtype() == DType.F32 ? SERIES_F32 : SERIES_F64);
        Expr value = near.mul(e).fma(series, near);
        return magnitude.lt(Double.POSITIVE_INFINITY).select(value, x);
    }

    private static Expr slope(Expr x) {
        Expr y = x.apply(CBRT);
        // of ±0 and ±∞ (and, where it changes nothing, of ±1): 1/x is the limit but for its sign
        Expr numerator = y.eq(x).select(x.constant(1), y);
        return numerator.div(x).abs().mul(THIRD);
    }

    /// −x^(−⅓) to 12 bits, relative error 0.035, for x ≥ 0; of 0 and ∞ a number without meaning.
    ///
    /// The integer that adding `magic` leaves in the low bits of the sum holds sign, exponent and 11 bits; they
    /// are shifted to the top, which drops the sum's own exponent.
    private static Expr minusInverseRoot(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        int low = f32 ? 12 : 41;
        int sign = f32 ? 1 << 19 : 1 << 22;
        int guess = f32 ? 346656 : 2793333;
        Expr subnormal = x.lt(f32 ? Float.MIN_NORMAL : Double.MIN_NORMAL);
        Expr bits = subnormal.select(x.mul(f32 ? 0x1p24 : 0x1p54), x).rawBits();
        // ∛2²⁴ = 2⁸, ∛2⁵⁴ = 2¹⁸
        double magic = f32 ? 0x1p23 + sign + guess : 0x1p52 + sign + guess + 2796202;
        double lifted = magic + (f32 ? 8 << 11 : 18 << 11);
        Expr offset = subnormal.select(x.constant(lifted), x.constant(magic));
        Expr thirds = f32
                ? bits.convert(DType.F32).fma(-0x1p-12 / 3, offset)
                : bits.ushr(12)
                        .or(Double.doubleToRawLongBits(0x1p52))
                        .fromBits()
                        .fma(-0x1p-29 / 3, offset);
        return thirds.rawBits().shl(low).fromBits();
    }
}
