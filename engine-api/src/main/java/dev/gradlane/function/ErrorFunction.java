package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.Arrays;

/// The error function, its complement, and their derivative.
public final class ErrorFunction {
    /// erf x = 2/√π ∫₀ˣ e^(−t²) dt: for |x| < 1 x + x·P(x²), else 1 − e^Q(|x|), the exponent in two
    /// words.
    ///
    /// Error: f32 0.999 ulp over all 2³² inputs (worst at 3f87daf8), f64 1.022 ulp over 10⁷ (worst at
    /// bff0294c8adf305e). Special values: erf(±0) = ±0, erf(±∞) = ±1.
    ///
    /// Source: derived; P minimax for the relative error of erf; Q = ln erfc, minimax with the weight
    /// erfc, which keeps its degree low.
    public static final Composite ERF = Composite.unary("erf")
            .expansion(ErrorFunction::erf)
            .partial((x, y) -> x.apply(ErrorFunction.ERF_DERIVATIVE))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("erf(±0) = ±0, erf(±∞) = ±1")
            .source("derived: x + x·P(x²), 1 - exp(Q(|x|))")
            .build();

    /// erfc x = 1 − erf x without cancellation: e^(−x²)·erfcx(|x|), see [GaussianTail], and 2 − that
    /// for x < 0.
    ///
    /// Error: f32 1.448 ulp over all 2³² inputs (worst at 40d924ab), f64 1.585 ulp over 10⁷ (worst at
    /// 3ea89d1691dfb1b8). Special values: erfc(−∞) = 2, erfc(±0) = 1, erfc(+∞) = +0.
    ///
    /// Source: [GaussianTail].
    public static final Composite ERFC = Composite.unary("erfc")
            .expansion(ErrorFunction::erfc)
            .partial((x, y) -> x.apply(ErrorFunction.ERF_DERIVATIVE).neg())
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("erfc(-∞) = 2, erfc(±0) = 1, erfc(+∞) = +0")
            .source("Shepherd and Laframboise 1981, with the low word of x² carried")
            .build();

    /// erf' x = 2/√π · e^(−x²), the low word of x² carried.
    ///
    /// Error: f32 0.833 ulp over all 2³² inputs (worst at 4115d1ba), f64 0.775 ulp over 10⁷ (worst at
    /// 403a9f8af9f56b8e). Special values: erfDerivative(±∞) = +0. Derivative −2x·erf'(x), 0 at ±∞.
    ///
    /// Source: derived.
    public static final Composite ERF_DERIVATIVE = Composite.unary("erfDerivative")
            .expansion(x -> GaussianTail.density(x, 1, 11, 28, ErrorFunction.TWO_OVER_ROOT_PI))
            .partial((x, y) -> GaussianTail.finite(x).mul(y).mul(-2))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("erfDerivative(±∞) = +0")
            .source("derived: 2/√π·exp(-x²), the low word of x² carried")
            .build();

    private static final GaussianTail.Factor TWO_OVER_ROOT_PI =
            new GaussianTail.Factor(0x1.20dd76p0, -0x1.f7ac92p-25, 0x1.20dd750429b6dp0, 0x1.1ae3a914fed8p-56);

    /// erf(x)/x − 1 in x² for |x| ≤ 1; relative error of erf 2⁻²⁹·³.
    private static final double[] NEAR_F32 = {
        0x1.06eba8p-3, -0x1.81273ep-2, 0x1.ce2cf2p-4, -0x1.b7f88cp-6, 0x1.540172p-8, -0x1.a3d812p-11, 0x1.4917a4p-14
    };

    /// The same for f64, 2⁻⁵⁶.
    private static final double[] NEAR_F64 = {
        0x1.06eba8214db68p-3, -0x1.812746b0379b2p-2, 0x1.ce2f21a0408d1p-4, -0x1.b82ce311ee09bp-6,
        0x1.565bccf7e2856p-8, -0x1.c02db0149d904p-11, 0x1.f9a2b75531772p-14, -0x1.f4ca204c771c5p-17,
        0x1.b97e44280cfb9p-20, -0x1.5bfe76384472p-23, 0x1.d6e3ddfeb1f49p-27, -0x1.ab15c51d2ebebp-31
    };

    /// ln erfc on [1, 4]; absolute error of erfc 2⁻²⁹·⁸.
    private static final double[] LOG_ERFC_F32 = {
        -0x1.72e6eap-12, -0x1.2085b2p0, -0x1.46c584p-1, -0x1.a60a82p-4, 0x1.654222p-6, -0x1.814cd8p-9, 0x1.852d46p-13
    };

    /// ln erfc on [1, 6]; 2⁻⁵⁷.
    private static final double[] LOG_ERFC_F64 = {
        -0x1.138733d869da6p-21,
        -0x1.20dd1e31588a2p0,
        -0x1.45f6359bd61b6p-1,
        -0x1.a4ab290af5f4bp-4,
        0x1.3719a71306961p-6,
        0x1.b19cf4ebefab2p-12,
        -0x1.f70978d612656p-10,
        0x1.954ac499bbf91p-11,
        -0x1.1e5c868db76d8p-13,
        -0x1.479c51b80088cp-16,
        0x1.7a115c2b9cbc4p-16,
        -0x1.1fdfd6494b9b7p-17,
        0x1.1bdc805b5b22ap-19,
        -0x1.8cd804bd8f4ep-22,
        0x1.8a9750b921e5fp-25,
        -0x1.0b5714b8e215p-28,
        0x1.bc50b582a7539p-33,
        -0x1.5661e28423eddp-38
    };

    /// (x + 2)·erfcx(x) / 4 in (x − 2)/(x + 2) for 0 ≤ x ≤ 10.2; relative error 2⁻²⁵·².
    private static final double[] SCALED_F32 = {
        0x1.058672p-2,
        -0x1.5fd38ep-3,
        0x1.1e2db6p-4,
        -0x1.2a7c06p-7,
        -0x1.60448ep-8,
        0x1.a5d028p-10,
        0x1.8e104cp-11,
        -0x1.7ebfcp-13,
        -0x1.127292p-13,
        -0x1.649356p-17
    };

    /// (x + 3)·erfcx(x) / 6 in (x − 3)/(x + 3) for 0 ≤ x ≤ 27.4; 2⁻⁵⁴·⁸.
    private static final double[] SCALED_F64 = {
        0x1.6e9827d229d2dp-3,
        -0x1.2d882f67c6cf9p-3,
        0x1.92ede1b27d8bbp-4,
        -0x1.a7e42c5727c33p-5,
        0x1.4663f61211afdp-6,
        -0x1.2506628f1811bp-8,
        -0x1.a7c5342c279e6p-13,
        0x1.091ed16abd187p-11,
        -0x1.7f4bd52bd01b3p-14,
        -0x1.82f6a52b4206fp-15,
        0x1.2cc34925d9652p-16,
        0x1.53ff2d2041d87p-18,
        -0x1.86c80664e656cp-19,
        -0x1.a8eb81bbe54d7p-21,
        0x1.ee4a5c5629957p-22,
        0x1.6518a185ca305p-23,
        -0x1.20166285131c7p-24,
        -0x1.4ad2deaa4ab8ep-25,
        0x1.cffe20add7604p-28,
        0x1.0f8190b428d4ep-27,
        0x1.68fa0cb7bd52cp-32,
        -0x1.121db42db1624p-30,
        -0x1.02f34f1a0228ap-32
    };

    static final GaussianTail TAIL_F32 = new GaussianTail(1, 11, 2, 0.62, SCALED_F32);
    static final GaussianTail TAIL_F64 = new GaussianTail(1, 28, 3, 1.1, SCALED_F64);

    private ErrorFunction() {}

    private static Expr erf(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr a = x.abs().min(f32 ? 4 : 6);
        Expr near = a.fma(Polynomial.horner(a.mul(a), f32 ? NEAR_F32 : NEAR_F64), a);
        double[] q = f32 ? LOG_ERFC_F32 : LOG_ERFC_F64;
        Expr slope = Polynomial.horner(a, Arrays.copyOfRange(q, 1, q.length));
        Expr log = a.fma(slope, q[0]);
        Expr logLow = a.fma(slope, x.constant(q[0]).sub(log));
        ReducedExp e = ReducedExp.of(log, logLow);
        Expr p = e.smallPower();
        Expr far = x.constant(1).sub(p.fma(e.r().add(e.tail()), p));
        return Signs.copy(a.lt(1).select(near, far), x);
    }

    private static Expr erfc(Expr x) {
        Expr tail = (x.dtype() == DType.F32 ? TAIL_F32 : TAIL_F64).of(x);
        return x.lt(0).select(x.constant(2).sub(tail), tail);
    }
}
