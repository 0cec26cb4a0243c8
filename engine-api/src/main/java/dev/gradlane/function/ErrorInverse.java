package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The inverse of the error function, see [InverseTail]; from |x| = 1 − 2⁻⁸ on by the tail 1 − |x|,
/// which is exact.
public final class ErrorInverse {
    /// erf⁻¹(x). Error: f32 1.464 ulp over all |x| ≥ 2⁻¹⁴ (worst at 3f7eb7ee), below which only
    /// subnormal numbers do not scale, 0.95 there; f64 1.28 ulp over 39 000 points, most of them
    /// near ±1 (worst at -0x1.fd32db4eaf99ap-1). Special values: erfinv(±0) = ±0, erfinv(±1) = ±∞,
    /// NaN for |x| > 1. The derivative is [#ERFINV_DERIVATIVE].
    ///
    /// Source: [InverseTail].
    public static final Composite ERFINV = Composite.unary("erfinv")
            .expansion(ErrorInverse::expand)
            .partial((x, y) -> x.apply(ErrorInverse.ERFINV_DERIVATIVE))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("erfinv(±0) = ±0, erfinv(±1) = ±∞, erfinv(|x| > 1) = NaN")
            .source("derived; Giles 2011, Wichura 1988")
            .build();

    /// The derivative of erf⁻¹, ½·√π·e^(y²) with y = erf⁻¹(x), as ½·√π·erfcx(|y|)/(1 − |x|): e^(y²)
    /// would multiply the rounding of y by 2y², erfcx hands on less than the whole of it.
    ///
    /// Error: f32 1.979 ulp over all |x| ≥ ¼ (worst at 3f7ef467), f64 1.94 ulp over 39 000 points;
    /// of the second derivative of erf⁻¹ 3.62 and 3.96. Special values: +∞ at ±1, NaN for |x| > 1.
    /// Derivative 2y·d².
    ///
    /// Source: derived.
    public static final Composite ERFINV_DERIVATIVE = Composite.unary("erfinvDerivative")
            .expansion(ErrorInverse::derivative)
            .partial((x, d) -> x.apply(ERFINV).mul(2).mul(d).mul(d))
            .promise(DType.F32, 4)
            .promise(DType.F64, 4)
            .specialValues("erfinvDerivative(±1) = +∞, erfinvDerivative(|x| > 1) = NaN")
            .source("derived: ½·√π·erfcx(|erfinv(x)|) / (1 - |x|)")
            .build();

    /// Middle 2⁻²⁷·⁹, tail up to s = 4.08 2⁻²⁶·⁹.
    private static final InverseTail F32 = new InverseTail(
            0x1.c5bf8ap-1,
            -0x1.c96212p-26,
            new double[] {
                0x1.db2a02p-3,
                0x1.7a718ap-7,
                -0x1.321c42p-9,
                -0x1.08b0f6p-13,
                0x1.6f2b74p-15,
                0x1.1efda8p-18,
                -0x1.11b8c4p-19,
                0x1.ea4166p-23,
                -0x1.3a060ep-27
            },
            3,
            0x1.2415bp-2,
            -0x1.00874ap-2,
            -0x1.bf21c2p-5,
            0x1.02f794p-3,
            -0x1.6ad816p-3,
            0x1.2bf58ep-3);

    /// Middle 2⁻⁵⁶·⁸, tail up to s = 6.07 2⁻⁵⁹.
    private static final InverseTail F64 = new InverseTail(
            0x1.c5bf891b4ef6bp-1,
            -0x1.618f13eb7ca89p-55,
            new double[] {
                0x1.db29fb2fee5c3p-3,
                0x1.7a72e72c24289p-7,
                -0x1.3211025f3046p-9,
                -0x1.0c86b7cd04f72p-13,
                0x1.870144547eb62p-15,
                0x1.0f2022acb3c41p-19,
                -0x1.0fd5d780a45d8p-20,
                -0x1.3eecd0dd1351ap-25,
                0x1.84570550e5d43p-26,
                0x1.f85b92ef7b90cp-31,
                -0x1.5bba8e9340cbbp-31,
                0x1.59d583961326cp-35,
                -0x1.5339cb573655dp-37,
                0x1.e492419bf3273p-38,
                -0x1.dd925aa6b34d5p-40,
                0x1.a4dd75378b8bbp-43,
                -0x1.9c75af406d8d1p-49,
                -0x1.082ed8489db0ep-49,
                0x1.162bbc4a80afdp-52,
                -0x1.f994ec606c838p-57,
                0x1.735cfd62a17ecp-62
            },
            4,
            0x1.fd374fee61ef5p-3,
            -0x1.04f09ea4ae80ep-2,
            0x1.3995752c4ff08p-6,
            0x1.8e49feab69db9p-5,
            -0x1.bdd155f4d6b94p-4,
            0x1.fcc4423f6b8a9p-4,
            -0x1.068930c98479fp-3,
            0x1.be4442f177d0cp-4,
            -0x1.5a8beeedc2df1p-4,
            0x1.a491168f40a7p-5,
            -0x1.57ab0338cc374p-6,
            -0x1.0f7d6b0b7435p-7,
            0x1.dbaa0ffd738fep-6,
            -0x1.6559bf483243cp-5,
            0x1.8624dcd050a8ep-5,
            -0x1.5f8165a76f2cdp-5,
            0x1.4ad1e20dc204bp-5,
            -0x1.235221d2c68a2p-5,
            -0x1.12d661f18b914p-5);

    private ErrorInverse() {}

    private static Expr expand(Expr x) {
        InverseTail inverse = x.dtype() == DType.F32 ? F32 : F64;
        Expr a = x.abs();
        Expr rest = x.constant(1).sub(a);
        Expr isTail = rest.lt(0x1p-8);
        DoubleWord log = Log.words(isTail.select(rest, a.neg().fma(a, x.constant(1))));
        Expr value = isTail.select(inverse.tail(log), inverse.middle(a, log));
        Expr end = rest.eq(0).select(x.constant(Double.POSITIVE_INFINITY), x.constant(Double.NaN));
        return Signs.copy(rest.gt(0).select(value, end), x);
    }

    private static Expr derivative(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        DoubleWord scaled = (f32 ? ErrorFunction.TAIL_F32 : ErrorFunction.TAIL_F64).scaled(x.apply(ERFINV));
        DoubleWord rest = DoubleWord.fastTwoSum(x.constant(1), x.abs().neg());
        double factor = f32 ? F32.first() : F64.first();
        double factorRest = f32 ? F32.firstRest() : F64.firstRest();
        return InverseTail.quotient(factor, factorRest, scaled, rest);
    }
}
