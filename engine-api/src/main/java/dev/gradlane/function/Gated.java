package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// x·σ(x) and x·Φ(x): x times a distribution function. The product is taken before the tail is scaled by its
/// power of two, so that no digit of a subnormal gate is multiplied.
public final class Gated {
    /// x·σ(x), also called swish. Error: f32 1.498 ulp over all 2³² inputs (worst at bff8c4e7), f64 1.39 ulp
    /// over 10⁴. Special values: silu(±0) = ±0, silu(−∞) = −0 (the limit from below), silu(+∞) = +∞.
    ///
    /// Derivative σ(x) + silu(x)·σ(−x), which shares the exponential: relative accuracy is lost near its
    /// root −1.278 alone. Source: derived, as [Logistic#SIGMOID].
    public static final Composite SILU = Composite.unary("silu")
            .expansion(Gated::silu)
            .partial((x, y) -> y.min(Gated.LARGE).fma(x.neg().apply(Logistic.SIGMOID), x.apply(Logistic.SIGMOID)))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("silu(±0) = ±0, silu(-∞) = -0, silu(+∞) = +∞")
            .source("derived: x·sigmoid(x), scaled last")
            .build();

    /// x·Φ(x), the exact form, without approximation by tanh: max(x, −0) − |x|·Φ(−|x|).
    ///
    /// Error: f32 1.320 ulp over all 2³² inputs (worst at c14b8091), f64 1.447 ulp over 5·10⁷ (worst at
    /// c0426121f14aa68c). Special values: gelu(±0) = ±0, gelu(−∞) = −0 (the limit from below), gelu(+∞) = +∞.
    ///
    /// Derivative Φ(x) + x·φ(x), one exponential for both: relative accuracy is lost near its root −0.7518 alone;
    /// where φ is subnormal, off by up to |x| units of the least subnormal. Source: [GaussianTail].
    public static final Composite GELU = Composite.unary("gelu")
            .expansion(x -> x.max(-0.0).sub(Normal.timesUpperTail(x)))
            .partial((x, y) -> GaussianTail.finite(x).fma(x.apply(Normal.NORMAL_PDF), x.apply(Normal.NORMAL_CDF)))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("gelu(±0) = ±0, gelu(-∞) = -0, gelu(+∞) = +∞")
            .source("Shepherd and Laframboise 1981, with the low word of x² carried")
            .build();

    /// Beyond this the sigmoid is 0 on one side and 1 on the other: so silu(x)·σ(−x) is 0 at +∞ and not NaN.
    private static final double LARGE = 10_000;

    private Gated() {}

    private static Expr silu(Expr x) {
        Logistic.Shares shares = Logistic.shares(Logistic.expOfMinusAbs(x));
        // −∞·0 never happens: far out the product underflows whatever the factor
        Expr below = shares.e().scale(x.max(Logistic.least(x)).mul(shares.quotient()));
        return x.lt(0).select(below, x.mul(shares.large()));
    }
}
