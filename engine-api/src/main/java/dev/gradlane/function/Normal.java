package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The standard normal distribution.
public final class Normal {
    /// Φ(x) = ½·erfc(−x/√2), the lower tail accurate to its last subnormal; see [GaussianTail].
    ///
    /// Error: f32 1.320 ulp over all 2³² inputs (worst at bacbb739), f64 1.371 ulp over 10⁷ (worst at
    /// c04271a98ccf2499). Special values: Φ(−∞) = +0, Φ(±0) = ½, Φ(+∞) = 1. Φ' = φ.
    ///
    /// Source: [GaussianTail].
    public static final Composite NORMAL_CDF = Composite.unary("normalCdf")
            .expansion(Normal::cdf)
            .partial((x, y) -> x.apply(Normal.NORMAL_PDF))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("normalCdf(-∞) = +0, normalCdf(±0) = 0.5, normalCdf(+∞) = 1")
            .source("Shepherd and Laframboise 1981, with the low word of x² carried")
            .build();

    /// φ(x) = e^(−x²/2) / √(2π), the low word of x² carried.
    ///
    /// Error: f32 0.802 ulp over all 2³² inputs (worst at 415309bb), f64 0.762 ulp over 10⁷ (worst at
    /// c042d0c443b2a794). Special values: φ(±∞) = +0. φ' = −x·φ, 0 at ±∞; where φ is subnormal, off
    /// by up to |x| units of the least subnormal.
    ///
    /// Source: derived.
    public static final Composite NORMAL_PDF = Composite.unary("normalPdf")
            .expansion(x -> GaussianTail.density(x, 0.5, 15, 40, Normal.ONE_OVER_ROOT_2_PI))
            .partial((x, y) -> GaussianTail.finite(x).neg().mul(y))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("normalPdf(±∞) = +0")
            .source("derived: exp(-x²/2)/√(2π), the low word of x² carried")
            .build();

    private static final GaussianTail.Factor ONE_OVER_ROOT_2_PI =
            new GaussianTail.Factor(0x1.988454p-2, -0x1.857936p-27, 0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);

    /// (x + 4)·e^(x²/2)·Φ(−x) / 8 in (x − 4)/(x + 4) for 0 ≤ x ≤ 14.5; relative error 2⁻²⁵·⁷.
    private static final double[] SCALED_F32 = {
        0x1.82b4bcp-4,
        -0x1.373e3ap-4,
        0x1.8c6d8cp-5,
        -0x1.7dffaep-6,
        0x1.eed91ap-8,
        -0x1.ed553ep-11,
        -0x1.cd973p-12,
        0x1.9bb068p-13,
        0x1.91808cp-16,
        -0x1.0743ep-16
    };

    /// The same for f64, x ≤ 38.7; 2⁻⁵⁴·⁷.
    private static final double[] SCALED_F64 = {
        0x1.82b4bb8c94dcep-4, -0x1.373e3a893c28ap-4, 0x1.8c6dbf2cfc2c4p-5, -0x1.7dff2bff68437p-6,
        0x1.eec4cc3e4833p-8, -0x1.ee2761044749dp-11, -0x1.c81719ccc9p-12, 0x1.ab825fb275933p-13,
        0x1.17a4a79d3309bp-16, -0x1.e4a421dc595fp-16, -0x1.0012ec2c936dcp-22, 0x1.26d0613bf061fp-18,
        0x1.7fefb1a8109f3p-24, -0x1.8d486545741cp-21, -0x1.4fd3d0a21c308p-24, 0x1.1245fe33aea57p-23,
        0x1.1bff3a9096f7p-25, -0x1.4fea752bb7854p-26, -0x1.4c84cd4e8680bp-27, 0x1.11bf14afbebe6p-29,
        0x1.f80450524abf8p-30, -0x1.443b8affa9efap-35, -0x1.479a8d26c12adp-33
    };

    static final GaussianTail TAIL_F32 = new GaussianTail(0.5, 15, 4, 0.95, SCALED_F32);
    static final GaussianTail TAIL_F64 = new GaussianTail(0.5, 40, 4, 1, SCALED_F64);

    private Normal() {}

    /// |x|·Φ(−|x|), +0 at ±∞.
    static Expr timesUpperTail(Expr x) {
        return tail(x).timesAbs(x);
    }

    private static GaussianTail tail(Expr x) {
        return x.dtype() == DType.F32 ? TAIL_F32 : TAIL_F64;
    }

    private static Expr cdf(Expr x) {
        Expr tail = tail(x).of(x);
        return x.gt(0).select(x.constant(1).sub(tail), tail);
    }
}
