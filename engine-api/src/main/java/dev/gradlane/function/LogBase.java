package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The logarithms to the bases 2 and 10. With x = 2ᵏ·(1 + f), log x = k·log 2 + c·f + f·(rest), where c is a
/// short number near the derivative at 1: c·f is exact, 3f having no more bits than the format, so only the
/// small rest is rounded before the last addition. k·log 2 is 0 or exact too: 1 for base 2, a short number
/// and a correction for base 10.
public final class LogBase {
    /// The rest is, in f32, slope + f·P(f) or, where the slope is 0, P(f); in f64 f·rest is
    /// slope·f − half·f² + s·(half·f² + s²·P(s²)) with s = f / (2 + f).
    ///
    /// @param log2 log 2, short: k times this is exact
    /// @param log2Rest what it lacks
    /// @param shortSlope c
    /// @param slope log e − c
    /// @param half ½·log e
    /// @param polynomial P; in f64 (2·artanh(s) − 2s) / s³ in s², times log e
    private record Base(
            double log2, double log2Rest, double shortSlope, double slope, double half, double... polynomial) {}

    /// Relative error of the logarithm 2⁻²⁹·⁸: results just below ½ have no more to give away.
    private static final Base TWO_F32 = new Base(
            1,
            0,
            1.5,
            -0x1.d57136p-5,
            0,
            -0x1.715476p-1,
            0x1.ec708ep-2,
            -0x1.7154aep-2,
            0x1.277e54p-2,
            -0x1.ec71f4p-3,
            0x1.a429acp-3,
            -0x1.6ee194p-3,
            0x1.5f59c8p-3,
            -0x1.57c0aep-3,
            0x1.8c386ep-4);

    /// Relative error of artanh 2⁻⁵⁷·⁶.
    private static final Base TWO_F64 = new Base(
            1,
            0,
            1.5,
            -0x1.d57135a8fa03dp-5,
            0x1.71547652b82fep-1,
            0x1.ec709dc3a0401p-1,
            0x1.2776c50ef6a13p-1,
            0x1.a61762b516015p-2,
            0x1.484b0925f4da2p-2,
            0x1.0c9e8fb62e732p-2,
            0x1.c4ff893cc6b19p-3,
            0x1.afdae761a4f79p-3);

    /// Relative error of the logarithm 2⁻²⁷·².
    private static final Base TEN_F32 = new Base(
            0x1.3442p-2,
            -0x1.95ec1p-19,
            0.375,
            0,
            0,
            0x1.e5bd8ap-5,
            -0x1.bcb7aap-3,
            0x1.287a7ep-3,
            -0x1.bcbf32p-4,
            0x1.63cd3ep-4,
            -0x1.276e08p-4,
            0x1.f89da8p-5,
            -0x1.d773b6p-5,
            0x1.cb5efcp-5,
            -0x1.0f48b8p-5);

    /// Relative error of artanh 2⁻⁵⁷·⁶.
    private static final Base TEN_F64 = new Base(
            0x1.34413509f78p-2,
            0x1.fef311f12b358p-46,
            0.375,
            0x1.e5bd8a9372872p-5,
            0x1.bcb7b1526e50ep-3,
            0x1.287a7636f4361p-2,
            0x1.63c627752143cp-3,
            0x1.fc3fa62545fcp-4,
            0x1.8b4de60b9457bp-4,
            0x1.437332864469ep-4,
            0x1.10bb3b8363d85p-4,
            0x1.0402943c05c73p-4);

    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LOG10_E = 0x1.bcb7b1526e50ep-2;

    /// The logarithm to the base 2. Error: f32 0.970 ulp over all 2³² inputs (worst at 3fb4bbd5);
    /// f64 1.08 ulp over 3·10⁶ (worst at 0x1.67e65bb1c51b1p0). Exact at powers of two. Special values:
    /// log2(±0) = −∞, log2(1) = +0, log2(+∞) = +∞, NaN below 0. log2' = log₂e / x.
    ///
    /// Source: derived; the f64 series as `e_log.c` of FDLIBM (Sun, 1993).
    public static final Composite LOG2 = Composite.unary("log2")
            .expansion(x -> log(x, x.dtype() == DType.F32 ? TWO_F32 : TWO_F64))
            .partial((x, y) -> x.constant(LOG2_E).div(x))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("log2(±0) = -∞, log2(1) = +0, log2(+∞) = +∞, log2(x < 0) = NaN, log2(2ⁿ) = n exactly")
            .source("derived; series of FDLIBM e_log.c (f64)")
            .build();

    /// The logarithm to the base 10. Error: f32 0.905 ulp over all 2³² inputs (worst at 3f420c76), f64 0.80 ulp
    /// over 10⁶. Exact at the powers of ten that the format has. Special values: log10(±0) = −∞, log10(1) = +0,
    /// log10(+∞) = +∞, NaN below 0. log10' = log₁₀e / x.
    ///
    /// Source: derived; the f64 series as `e_log.c` of FDLIBM (Sun, 1993).
    public static final Composite LOG10 = Composite.unary("log10")
            .expansion(x -> log(x, x.dtype() == DType.F32 ? TEN_F32 : TEN_F64))
            .partial((x, y) -> x.constant(LOG10_E).div(x))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("log10(±0) = -∞, log10(1) = +0, log10(+∞) = +∞, log10(x < 0) = NaN, log10(10ⁿ) = n exactly")
            .source("derived; series of FDLIBM e_log.c (f64)")
            .build();

    private LogBase() {}

    private static Expr log(Expr x, Base base) {
        Binade binade = Binade.of(x);
        Expr k = binade.exponent();
        Expr f = binade.mantissa().sub(1);
        DoubleWord high = DoubleWord.fastTwoSum(k.mul(base.log2), f.mul(base.shortSlope));
        Expr low = base.log2Rest == 0 ? high.lo() : k.fma(base.log2Rest, high.lo());
        Expr value = high.hi().add(rest(f, low, base));
        return Log.outside(x, x.constant(0), x.lt(Double.POSITIVE_INFINITY).select(value, x));
    }

    /// log(1 + f) − c·f + low.
    private static Expr rest(Expr f, Expr low, Base base) {
        if (f.dtype() == DType.F32) {
            Expr polynomial = Polynomial.horner(f, base.polynomial);
            return base.slope == 0 ? f.fma(polynomial, low) : f.mul(f).fma(polynomial, f.fma(base.slope, low));
        }
        Expr s = f.div(f.add(2));
        Expr z = s.mul(s);
        Expr series = z.fma(Polynomial.horner(z, base.polynomial), f.mul(f).mul(base.half));
        return f.fma(f.fma(-base.half, base.slope), s.fma(series, low));
    }
}
