package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.function.UnaryOperator;

/// The natural logarithm and log(1 + x). With x = 2ᵏ·(1 + f), log x = k·ln 2 + log(1 + f), summed from
/// the largest term on without error up to the last addition; k·hi(ln 2) is exact because hi(ln 2) is
/// short.
public final class Log {
    static final double LN2 = 0x1.62e42fefa38p-1;
    static final double LN2_REST = 0x1.ef35793c7673p-45;
    static final double LN2_F32 = 0x1.62e4p-1;
    static final double LN2_REST_F32 = 0x1.7f7d1cp-20;

    /// (log(1 + f) − f) / f² for f in [√½ − 1, √2 − 1], relative error of the logarithm 2⁻²⁶·⁹.
    private static final double[] SERIES_F32 = {
        -0.5,
        0x1.55557p-2,
        -0x1.000234p-2,
        0x1.99944ep-3,
        -0x1.5466fep-3,
        0x1.239ce2p-3,
        -0x1.0e96ccp-3,
        0x1.015976p-3,
        -0x1.2a6f8p-4
    };

    /// (2·atanh(s) − 2s) / s³ in s² for |s| ≤ 3 − 2√2, relative error of atanh 2⁻⁵⁹·⁵.
    private static final double[] SERIES_F64 = {
        0x1.5555555555592p-1,
        0x1.999999997ff58p-2,
        0x1.24924941dc60dp-2,
        0x1.c71c5218e11f5p-3,
        0x1.74663bf27dcf1p-3,
        0x1.39a2024d18ee6p-3,
        0x1.2f02bc1b2f46bp-3
    };

    /// The natural logarithm. Error: f32 0.860 ulp over all 2³² inputs (worst at 3fa34e79), f64 0.87 ulp
    /// over 10⁷ (worst at 0x1.69f7b1286f25bp-1). Special values: log(±0) = −∞, log(1) = +0, log(+∞) = +∞,
    /// NaN below 0.
    ///
    /// Source: f64 as `e_log.c` of FDLIBM (Sun, 1993): log(1 + f) = f − f²/2 + s·(f²/2 + R(s²)), s = f/(2
    /// + f); f32 derived.
    public static final Composite LOG = Composite.unary("log")
            .expansion(Log::log)
            .partial((x, y) -> x.apply(Reciprocal.RECIPROCAL))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("log(±0) = -∞, log(1) = +0, log(+∞) = +∞, log(x < 0) = NaN")
            .source("FDLIBM e_log.c (f64); derived (f32)")
            .build();

    /// log(1 + x) without the rounding of 1 + x. Error: f32 0.860 ulp over all 2³² inputs (worst at
    /// 3e8d39e4), f64 0.85 ulp over 10⁷ (worst at -0x1.337c223f1caddp-2). Special values: log1p(±0) = ±0,
    /// log1p(−1) = −∞, log1p(+∞) = +∞, NaN below −1.
    ///
    /// Source: derived: 1 + x = hi + lo exactly, and both words are scaled by 2⁻ᵏ.
    public static final Composite LOG1P = Composite.unary("log1p")
            .expansion(Log::log1p)
            .partial((x, y) -> x.add(1).apply(Reciprocal.RECIPROCAL))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("log1p(±0) = ±0, log1p(-1) = -∞, log1p(+∞) = +∞, log1p(x < -1) = NaN")
            .source("derived: exact sum 1 + x, then as log")
            .build();

    private Log() {}

    private static Expr log(Expr x) {
        Binade binade = Binade.of(x);
        Expr none = x.constant(-0.0);
        Expr value = sum(binade.exponent(), binade.mantissa().sub(1), none);
        Expr atLeastZero = x.lt(Double.POSITIVE_INFINITY).select(value, x);
        return outside(x, x.constant(0), atLeastZero);
    }

    private static Expr log1p(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr value = ofSum(DoubleWord.twoSum(x, x.constant(1)), UnaryOperator.identity());
        // here log(1 + x) rounds to x, and the sum would lose the sign of 0 and the last bits of subnormals
        Expr special = x.abs().lt(f32 ? 0x1p-25 : 0x1p-54).select(x, value);
        special = x.lt(Double.POSITIVE_INFINITY).select(special, x);
        return outside(x, x.constant(-1), special);
    }

    /// log(hi + lo) + (`exponent` − its operand)·ln 2 for a positive normal sum, both words scaled by 2⁻ᵏ; of any
    /// other it is without meaning.
    ///
    /// @param exponent maps k to what stands for it: k itself, or k + 1 for twice the sum
    static Expr ofSum(DoubleWord sum, UnaryOperator<Expr> exponent) {
        boolean f32 = sum.hi().dtype() == DType.F32;
        Binade binade = Binade.ofNormal(sum.hi());
        Expr k = binade.integer();
        // 2^(1−k): 2⁻ᵏ itself would leave the exponent range at the greatest sum
        Expr scale = k.constant(f32 ? 128 : 1024).sub(k).shl(f32 ? 23 : 52).fromBits();
        Expr low = sum.lo().mul(0.5).mul(scale);
        DoubleWord f = DoubleWord.fastTwoSum(binade.mantissa().sub(1), low);
        // log(1 + f + ε) = log(1 + f) + ε·(1 − f + …)
        return sum(exponent.apply(binade.exponent()), f.hi(), f.lo().sub(f.hi().mul(f.lo())));
    }

    /// −∞ where x = `pole`, NaN below it, `above` above it.
    static Expr outside(Expr x, Expr pole, Expr above) {
        Expr below = x.eq(pole).select(x.constant(Double.NEGATIVE_INFINITY), x.constant(Double.NaN));
        return x.gt(pole).select(above, below);
    }

    /// Returns log x for a positive finite x, not added up: `hi` exact, |lo| ≤ ¼, the sum off by at most 2⁻⁵⁵
    /// (f64) or 2⁻²⁶·⁵ (f32), and by less near 1. For any other x both words are finite and without meaning.
    static DoubleWord words(Expr x) {
        Binade binade = Binade.of(x);
        return words(binade.exponent(), binade.mantissa().sub(1), x.constant(-0.0));
    }

    /// k·ln 2 + log(1 + f) + rest.
    private static Expr sum(Expr k, Expr f, Expr rest) {
        return words(k, f, rest).value();
    }

    private static DoubleWord words(Expr k, Expr f, Expr rest) {
        boolean f32 = f.dtype() == DType.F32;
        DoubleWord high = DoubleWord.fastTwoSum(k.mul(f32 ? LN2_F32 : LN2), f);
        Expr low = k.fma(f32 ? LN2_REST_F32 : LN2_REST, high.lo()).add(rest);
        if (f32) {
            return new DoubleWord(high.hi(), f.mul(f).fma(Polynomial.horner(f, SERIES_F32), low));
        }
        Expr s = f.div(f.add(2));
        Expr z = s.mul(s);
        Expr halfSquare = f.mul(0.5).mul(f);
        Expr series = z.fma(Polynomial.horner(z, SERIES_F64), halfSquare);
        return new DoubleWord(high.hi(), s.fma(series, low.sub(halfSquare)));
    }
}
