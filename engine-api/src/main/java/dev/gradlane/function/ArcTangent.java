package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;
import java.util.List;

/// The arctangent of one and of two arguments: a quotient t of the smaller by the greater in two words, a polynomial
/// for t ≤ 1, the sum with a multiple of π/2.
public final class ArcTangent {
    /// (arctan t − t) / t³ in t² for t ≤ 1, relative error of the arctangent 2⁻²⁶·⁹;
    /// chosen among its neighbours so that arctan 1 is π/4, rounded.
    private static final double[] SERIES_F32 = {
        -0x1.55553ep-2,
        0x1.9991ecp-3,
        -0x1.24211ap-3,
        0x1.c09468p-4,
        -0x1.5825eep-4,
        0x1.da9c3p-5,
        -0x1.fe7d22p-6,
        0x1.6551dap-7,
        -0x1.d5a16ap-10
    };

    /// The same for f64, 2⁻⁵⁷·⁶.
    private static final double[] SERIES_F64 = {
        -0x1.5555555555526p-2, 0x1.99999999955b4p-3, -0x1.249249237f57dp-3, 0x1.c71c717fcf76bp-4,
        -0x1.745d11ae74c1ap-4, 0x1.3b13669a29872p-4, -0x1.110e5126f70d3p-4, 0x1.e1bba66bbae0ep-5,
        -0x1.ae5e72bece835p-5, 0x1.82dad7948094dp-5, -0x1.59a3ff106c6ebp-5, 0x1.2c2e5c9274e6dp-5,
        -0x1.e9fa0ccbe5d85p-6, 0x1.683cc85b5345p-6, -0x1.c78fcaefb3a2bp-7, 0x1.d7b9240fb3ea8p-8,
        -0x1.7a3996c32d9fbp-9, 0x1.b3fac5aa529ccp-11, -0x1.3f3647a580dfbp-13, 0x1.bbed95e9a7aa7p-17
    };

    private static final double MIDDLE = 0.8125;

    /// 1/(1 + x²), the derivative of arctangent: from 2⁶⁰ (f32), 2⁵⁰⁰ (f64) on (1/x)². Error: f32 1.890 ulp
    /// over 2·10⁷ inputs, f64 1.502 ulp over 4·10⁴. Special values: 1 at ±0, +0 at ±∞. Its derivative is
    /// −2·x·y/(1 + x²).
    ///
    /// Source: derived.
    public static final Composite ATAN_DERIVATIVE = Composite.unary("atanDerivative")
            .expansion(ArcTangent::slope)
            .partial((x, y) -> finite(x).mul(y).div(x.fma(x, 1)).mul(-2))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("atanDerivative(±0) = 1, atanDerivative(±∞) = +0")
            .source("derived: 1/(1 + x²)")
            .build();

    /// arctan x, in radians. Error: f32 0.911 ulp over all 2³² inputs (worst at 3f80ecea), f64 0.918 ulp over 6·10⁷.
    /// Special values:
    /// atan(±0) = ±0, atan(±1) = ±π/4, atan(±∞) = ±π/2, each rounded to nearest.
    ///
    /// Source: derived.
    public static final Composite ATAN = Composite.unary("atan")
            .expansion(ArcTangent::atan)
            .partial((x, y) -> x.apply(ATAN_DERIVATIVE))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("atan(±0) = ±0, atan(±∞) = ±π/2")
            .source("derived")
            .build();

    /// atan2(y, x): the angle of the point (x, y), in radians, in [−π, π]. Error: f32 1.040 ulp, f64 1.512 ulp
    /// over 5·10⁴ pairs. Special values: as C99 F.9.1.4: a NaN where an argument is one, else never; ±0 and ±π
    /// for y = ±0, ±π/2 for x = ±0, multiples of π/4 for two infinities.
    ///
    /// Derivatives: by y, x/(x² + y²), by x, −y/(x² + y²), both arguments scaled by one power of two, so that no
    /// square overflows or vanishes; 0 where an argument is infinite, NaN at the origin, where there is none.
    ///
    /// Source: derived.
    public static final Composite ATAN2 = Composite.binary("atan2")
            .expansion(ArcTangent::atan2)
            .partial(0, Partial.factor((x, result) -> overSquaredRadius(x, x.get(1))))
            .partial(
                    1,
                    Partial.factor((x, result) -> overSquaredRadius(x, x.get(0)).neg()))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("atan2(±0, +0) = ±0, atan2(±0, -0) = ±π, atan2(±∞, -∞) = ±3π/4; C99 F.9.1.4")
            .source("derived")
            .build();

    private ArcTangent() {}

    private static Expr atan(Expr x) {
        Expr size = x.abs();
        // far beyond where the result becomes π/2, and finite
        Expr denominator = size.max(1).min(x.dtype() == DType.F32 ? 0x1p40 : 0x1p70);
        Expr numerator = size.min(1);
        Expr quotient = numerator.div(denominator);
        Expr steep = size.gt(1);
        Expr quarters = steep.select(x.constant(1), x.constant(0));
        Expr rest = rest(quotient, numerator, denominator);
        return Signs.copy(angle(quotient, rest, quarters, steep), x);
    }

    private static Expr atan2(Expr y, Expr x) {
        Expr height = y.abs();
        Expr width = x.abs();
        Expr numerator = height.min(width);
        Expr denominator = height.max(width);
        boolean f32 = x.dtype() == DType.F32;
        // 1 for two infinities, 0 for two zeros
        Expr divisor = denominator.max(f32 ? Float.MIN_VALUE : Double.MIN_VALUE);
        Expr equal = numerator.eq(divisor);
        Expr quotient = equal.select(x.constant(1), numerator.div(divisor));
        Expr ordinary = denominator.gt(f32 ? 0x1p-100 : 0x1p-1000).and(denominator.lt(f32 ? 0x1p100 : 0x1p1000));
        Expr rest = ordinary.select(rest(quotient, numerator, denominator), x.constant(0));
        Expr steep = height.gt(width);
        Expr left = x.rawBits().lt(0);
        Expr quarters = steep.select(x.constant(1), left.select(x.constant(2), x.constant(0)));
        return Signs.copy(angle(quotient, rest, quarters, steep.xor(left)), y);
    }

    /// What a quotient lacks after its rounding, to one part in 20.
    private static Expr rest(Expr quotient, Expr numerator, Expr denominator) {
        return quotient.neg().fma(denominator, numerator).mul(NearReciprocal.of(denominator));
    }

    /// quarters·π/2 ± arctan(t + rest), − where `back`; 0 ≤ t ≤ 1. The ratio arctan(t)/t falls from 1
    /// to π/4: its middle, times t, is added exactly, so that the series gives the small rest of it and
    /// rounds in the rest's last places.
    private static Expr angle(Expr t, Expr rest, Expr quarters, Expr back) {
        boolean f32 = t.dtype() == DType.F32;
        double[] halfPi = f32 ? QuarterTurns.HALF_PI_F32 : QuarterTurns.HALF_PI;
        Expr sign = back.select(t.constant(-1), t.constant(1));
        Expr head = t.mul(sign);
        Expr high = quarters.mul(halfPi[0]);
        Expr sum = head.fma(MIDDLE, high);
        Expr lost = head.fma(MIDDLE, high.sub(sum));
        Expr square = t.mul(t);
        // what the rest adds is 1/(1 + t²) of it, here to one part in 10
        Expr weight = square.fma(-0.5, 1).mul(sign);
        Expr small = weight.fma(rest, quarters.fma(halfPi[1], lost));
        Expr ratio = Polynomial.horner(square, f32 ? SERIES_F32 : SERIES_F64).fma(square, 1 - MIDDLE);
        return sum.add(head.fma(ratio, small));
    }

    private static Expr slope(Expr x) {
        Expr far = x.abs().gt(x.dtype() == DType.F32 ? 0x1p60 : 0x1p500);
        Expr reciprocal = x.constant(1).div(far.select(x, x.fma(x, 1)));
        return far.select(reciprocal.mul(reciprocal), reciprocal);
    }

    /// x, or the greatest number where the result is 0 all the same: ∞·0 would be NaN.
    private static Expr finite(Expr x) {
        double greatest = x.dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        return x.abs().eq(Double.POSITIVE_INFINITY).select(x.constant(greatest), x);
    }

    /// a / (x² + y²) for one of the two. The power of two is a constant to further derivatives, which is right: the
    /// result does not depend on it.
    private static Expr overSquaredRadius(List<Expr> operands, Expr a) {
        Expr y = operands.get(0);
        Expr x = operands.get(1);
        Expr greater = y.abs().max(x.abs());
        Expr scale = inverseBinade(greater);
        Expr u = x.mul(scale);
        Expr v = y.mul(scale);
        Expr value = a.mul(scale).div(u.fma(u, v.mul(v))).mul(scale);
        return greater.eq(Double.POSITIVE_INFINITY).select(x.constant(0), value);
    }

    /// 2⁻ᵏ for 2ᵏ ≤ x < 2ᵏ⁺¹, or as near to it as a normal number comes.
    private static Expr inverseBinade(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr exponent = x.min(f32 ? 0x1p126 : 0x1p1022).rawBits().and(f32 ? 0x7f800000L : 0x7ff0000000000000L);
        return exponent.constantBits(f32 ? 254L << 23 : 2046L << 52)
                .sub(exponent)
                .fromBits();
    }
}
