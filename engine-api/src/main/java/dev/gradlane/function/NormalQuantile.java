package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The inverse of the standard normal distribution function, see [InverseTail]. With q = min(p, 1 −
/// p), exact: below q = 2⁻⁹ by the tail, down to the least subnormal; above it (p − ½)·g(w), where
/// 1 − (2p − 1)² = 4·(q − q²) is rounded once.
public final class NormalQuantile {
    /// Φ⁻¹(p). Error: f32 1.600 ulp over all p ≥ 2⁻¹¹ (worst at 3e24913b), 0.62 over three binades
    /// below and the subnormal numbers; f64 1.13 ulp over 50 000 points, evenly and evenly in the
    /// exponent down to the least numbers. Special values: normalQuantile(±0) = −∞,
    /// normalQuantile(½) = +0, normalQuantile(1) = +∞, NaN outside. The derivative is
    /// [#NORMAL_QUANTILE_DERIVATIVE].
    ///
    /// Source: [InverseTail].
    public static final Composite NORMAL_QUANTILE = Composite.unary("normalQuantile")
            .expansion(NormalQuantile::expand)
            .partial((p, y) -> p.apply(NormalQuantile.NORMAL_QUANTILE_DERIVATIVE))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("normalQuantile(±0) = -∞, normalQuantile(0.5) = +0, normalQuantile(1) = +∞, NaN outside")
            .source("derived; Giles 2011, Wichura 1988")
            .build();

    /// The derivative of Φ⁻¹, 1/φ(y) with y = Φ⁻¹(p), as √(2π)·e^(y²/2)·Φ(−|y|)/q: the exponential
    /// of y²/2 would multiply the rounding of y by y². Overflows only where it is beyond the
    /// greatest number.
    ///
    /// Error: f32 1.70 ulp, f64 2.03 ulp over 50 000 points each; of the second derivative of Φ⁻¹
    /// 3.60 and 3.49. Special values: +∞ at 0 and 1, NaN outside. Derivative y·d².
    ///
    /// Source: derived.
    public static final Composite NORMAL_QUANTILE_DERIVATIVE = Composite.unary("normalQuantileDerivative")
            .expansion(NormalQuantile::derivative)
            .partial((p, d) -> p.apply(NORMAL_QUANTILE).mul(d).mul(d))
            .promise(DType.F32, 4)
            .promise(DType.F64, 4)
            .specialValues("normalQuantileDerivative(0) = normalQuantileDerivative(1) = +∞, NaN outside")
            .source("derived: √(2π)·exp(y²/2)·Φ(-|y|) / min(p, 1 - p), y = Φ⁻¹(p)")
            .build();

    /// Middle 2⁻²⁷·⁸, tail up to s = 14.4 2⁻²⁸·⁷.
    private static final InverseTail F32 = new InverseTail(
            0x1.40d932p1,
            -0x1.3b1f4ep-32,
            new double[] {
                0x1.4ffde4p-1,
                0x1.0b996ap-5,
                -0x1.b0e4e4p-8,
                -0x1.7683cp-12,
                0x1.03d734p-13,
                0x1.94b61p-17,
                -0x1.82a422p-18,
                0x1.5a444p-21,
                -0x1.bb8684p-26
            },
            7,
            0x1.4149a6p-2,
            -0x1.655898p-2,
            0x1.39423cp-4,
            0x1.a9913ap-8,
            -0x1.61abcap-4,
            0x1.f16d68p-4,
            -0x1.26a788p-3,
            0x1.16b8aap-3,
            -0x1.513342p-3,
            0x1.5630e4p-3);

    /// Middle 2⁻⁵⁶·⁸, tail up to s = 38.6 2⁻⁵⁷·⁶.
    private static final InverseTail F64 = new InverseTail(
            0x1.40d931ff62706p1,
            -0x1.a6a0d6f814637p-53,
            new double[] {
                0x1.4ffddeaa22db1p-1,
                0x1.0b9a8ec5b9f5dp-5,
                -0x1.b0d7e36b3fae7p-8,
                -0x1.7bc0e2528e9dcp-12,
                0x1.147b74cb31cc7p-13,
                0x1.7f6decf059af4p-18,
                -0x1.806ee511b295dp-19,
                -0x1.c3075743ed342p-24,
                0x1.12992abb2f7c2p-24,
                0x1.649f53202f24ap-29,
                -0x1.ebbf82192582ep-30,
                0x1.e8f97739b5151p-34,
                -0x1.df93f07fc4325p-36,
                0x1.5698e9ca870abp-36,
                -0x1.51a6ea19a11f4p-38,
                0x1.29897e5e1a912p-41,
                -0x1.2324f870ef824p-47,
                -0x1.75b5f5aa97eb4p-48,
                0x1.8972663af86b2p-51,
                -0x1.65894788e277bp-55,
                0x1.069da438d11cp-60
            },
            11,
            0x1.eb4f417334364p-3,
            -0x1.344b0787d8dbcp-2,
            0x1.0048925b433bcp-3,
            -0x1.1ca26ae632cfbp-4,
            0x1.b1ce2c7ebb1b8p-7,
            0x1.2be07aac22e64p-6,
            -0x1.8de51a1be6f7fp-5,
            0x1.1096f73b2e732p-4,
            -0x1.50f3355de1675p-4,
            0x1.6fb8f94269f8bp-4,
            -0x1.84a9fd72b7a1cp-4,
            0x1.816d3c621dd39p-4,
            -0x1.7650df0905139p-4,
            0x1.5a49c562d6871p-4,
            -0x1.38101e773aa5fp-4,
            0x1.0b19b423f144fp-4,
            -0x1.cf125675ace93p-5,
            0x1.742ba274db337p-5,
            -0x1.38ade5f45aa66p-6,
            0x1.1677d6243f36ep-9,
            -0x1.a258613cf528dp-5,
            0x1.96d55ecb16123p-5,
            0x1.0fc12ede3f386p-3,
            -0x1.2e02d87fe4001p-3,
            -0x1.67052283ba1f9p-3,
            0x1.4a3f3645057b9p-3,
            0x1.b56e3ea54aeaap-3,
            -0x1.91025138a0d89p-3);

    private NormalQuantile() {}

    private static Expr expand(Expr p) {
        InverseTail inverse = p.dtype() == DType.F32 ? F32 : F64;
        Expr rest = p.constant(1).sub(p);
        Expr upper = p.gt(0.5);
        Expr q = upper.select(rest, p);
        Expr isTail = q.lt(0x1p-9);
        DoubleWord log = Log.words(isTail.select(q.mul(2), q.neg().fma(q, q).mul(4)));
        Expr tail = inverse.tail(new DoubleWord(log.hi().mul(2), log.lo().mul(2)));
        Expr value = isTail.select(upper.select(tail, tail.neg()), inverse.middle(p.sub(0.5), log));
        Expr infinity = p.constant(Double.POSITIVE_INFINITY);
        Expr end = q.eq(0).select(upper.select(infinity, infinity.neg()), p.constant(Double.NaN));
        return q.gt(0).select(value, end);
    }

    private static Expr derivative(Expr p) {
        boolean f32 = p.dtype() == DType.F32;
        DoubleWord scaled = (f32 ? Normal.TAIL_F32 : Normal.TAIL_F64).scaled(p.apply(NORMAL_QUANTILE));
        Expr q = p.gt(0.5).select(p.constant(1).sub(p), p);
        double factor = f32 ? F32.first() : F64.first();
        double factorRest = f32 ? F32.firstRest() : F64.firstRest();
        return InverseTail.quotient(factor, factorRest, scaled, new DoubleWord(q, q.constant(0)));
    }
}
