package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The exponential function, and its core in double-word arithmetic from which other functions are made.
///
/// x = n·ln 2 + r with |r| ≤ ½ ln 2, so eˣ = 2ⁿ·eʳ. n·ln 2 is subtracted in two parts, the first without
/// error (one fma whose result is representable).
public final class Exp {
    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    private static final double LN2_REST = 0x1.abc9e3b39803fp-56;
    private static final double LN2_F32 = 0x1.62e43p-1;
    private static final double LN2_REST_F32 = -0x1.05c61p-29;

    /// (eʳ − 1 − r) / r² for |r| ≤ 0.3468, relative error of eʳ 2⁻²⁹·¹.
    private static final double[] QUADRATIC_F32 = {
        0x1.fffffcp-2, 0x1.55549p-3, 0x1.55589ep-5, 0x1.123abcp-7, 0x1.6a624cp-10
    };

    /// The same for f64, 2⁻⁵⁷·⁹.
    private static final double[] QUADRATIC_F64 = {
        0x1.000000000000ap-1, 0x1.55555555554fdp-3, 0x1.555555555069cp-5, 0x1.1111111126ecbp-7,
        0x1.6c16c18482215p-10, 0x1.a01a012edf549p-13, 0x1.a01999392ab12p-16, 0x1.71df1af29625ap-19,
        0x1.28ae252d63205p-22, 0x1.ad904c232627dp-26
    };

    /// (eʳ − 1 − r − r²/2) / r³, relative error of eʳ 2⁻³²·⁹.
    private static final double[] CUBIC_F32 = {
        0x1.555552p-3, 0x1.5554e8p-5, 0x1.1115dp-7, 0x1.6d4cccp-10, 0x1.9a596ap-13
    };

    /// The same for f64, 2⁻⁶³·⁷.
    private static final double[] CUBIC_F64 = {
        0x1.555555555555ap-3, 0x1.555555555552bp-5, 0x1.111111110f156p-7, 0x1.6c16c16c2963bp-10,
        0x1.a01a01b1ee1b8p-13, 0x1.a01a0146d1b8dp-16, 0x1.71ddf36b6329p-19, 0x1.27e5a4e599e32p-22,
        0x1.af66f1d25a751p-26, 0x1.1e43b45be28c4p-29
    };

    /// eˣ. Error: f32 0.877 ulp over all 2³² inputs (worst at c1dac129), f64 0.84 ulp over 10⁷ (worst at
    /// 0x1.50317751d5108p+7). Special values: exp(±0) = 1, exp(−∞) = +0, exp(+∞) = +∞; results below the
    /// normal range round once, overflow gives +∞.
    ///
    /// Source: derived; reduction as in Cody and Waite, *Software Manual for the Elementary Functions*,
    /// 1980, ch. 6.
    public static final Composite EXP = Composite.unary("exp")
            .expansion(Exp::expand)
            .partial((x, y) -> y)
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("exp(±0) = 1, exp(-∞) = +0, exp(+∞) = +∞")
            .source("derived; reduction as Cody and Waite 1980, ch. 6")
            .build();

    private Exp() {}

    private static Expr expand(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr clamped = clamp(x);
        PowerOfTwo power = PowerOfTwo.nearest(clamped, LOG2_E);
        Expr n = power.exponent();
        Expr high = n.fma(f32 ? -LN2_F32 : -LN2, clamped);
        Expr low = n.mul(f32 ? -LN2_REST_F32 : -LN2_REST);
        Expr r = high.add(low);
        Expr q = Polynomial.horner(r, f32 ? QUADRATIC_F32 : QUADRATIC_F64);
        // r is only good enough for the small terms: the linear one is high + low, with low added last but one
        Expr fraction = r.mul(r).fma(q, low).add(high).add(1);
        return power.scale(fraction);
    }

    /// e^(a.hi + a.lo), not yet rounded or scaled: what sigmoid, tanh, pow and the normal distribution
    /// start from.
    ///
    /// Outside ±170 (f32) and ±1400 (f64) the argument is clamped to these and `a.lo` is ignored, so an
    /// infinite `a.hi` is fine whatever `a.lo` is; a NaN gives NaN. Source: derived.
    ///
    /// @param a the argument, |lo| ≤ ulp(hi)
    public static Scaled ofDoubleWord(DoubleWord a) {
        boolean f32 = a.hi().dtype() == DType.F32;
        Expr x = clampWide(a.hi());
        Expr rest = x.eq(a.hi()).select(a.lo(), x.constant(0));
        PowerOfTwo power = PowerOfTwo.nearest(x, LOG2_E);
        Expr n = power.exponent();
        Expr minusLn2Rest = x.constant(f32 ? -LN2_REST_F32 : -LN2_REST);
        Expr high = n.fma(f32 ? -LN2_F32 : -LN2, x);
        Expr r = n.fma(minusLn2Rest, high);
        // high is a multiple of the last bit of n·ln2Rest, so this difference is exact
        Expr rLow = n.fma(minusLn2Rest, high.sub(r)).add(rest);
        return new Scaled(minusOne(r, rLow), power);
    }

    /// e^(r + rLow) − 1 = (r + r²/2) exactly + tail, then (1 + that)·rLow for the low word.
    private static DoubleWord minusOne(Expr r, Expr rLow) {
        boolean f32 = r.dtype() == DType.F32;
        Expr square = r.mul(r);
        Expr squareLow = r.fma(r, square.neg());
        Expr q = Polynomial.horner(r, f32 ? CUBIC_F32 : CUBIC_F64);
        DoubleWord quadratic = DoubleWord.fastTwoSum(r, square.mul(0.5));
        Expr tail = square.mul(r).fma(q, squareLow.fma(0.5, quadratic.lo()));
        Expr derivative = quadratic.hi().add(tail).add(1);
        return DoubleWord.fastTwoSum(quadratic.hi(), derivative.fma(rLow, tail));
    }

    private static Expr clamp(Expr x) {
        return x.dtype() == DType.F32 ? clamp(x, -105, 89) : clamp(x, -746, 710);
    }

    private static Expr clampWide(Expr x) {
        return x.dtype() == DType.F32 ? clamp(x, -170, 170) : clamp(x, -1400, 1400);
    }

    private static Expr clamp(Expr x, double least, double greatest) {
        Expr below = x.gt(greatest).select(x.constant(greatest), x);
        return below.lt(least).select(x.constant(least), below);
    }

    /// 2ⁿ·(1 + minusOne), unevaluated. Relative error of 1 + minusOne: 2⁻⁵⁸ in f64, 2⁻²⁹ in f32 (about
    /// 1/32 ulp).
    ///
    /// @param minusOne eʳ − 1 for |r| ≤ ½ ln 2, without cancellation: relative error 2⁻⁵⁶·⁹, 2⁻²⁷·⁸
    /// measured
    /// @param power 2ⁿ
    public record Scaled(DoubleWord minusOne, PowerOfTwo power) {
        /// eʳ in [0.7, 1.42].
        public DoubleWord fraction() {
            DoubleWord sum = DoubleWord.fastTwoSum(minusOne.hi().constant(1), minusOne.hi());
            return DoubleWord.fastTwoSum(sum.hi(), sum.lo().add(minusOne.lo()));
        }

        /// The exponential in one word: 0.52 ulp measured.
        public Expr value() {
            DoubleWord sum = DoubleWord.fastTwoSum(minusOne.hi().constant(1), minusOne.hi());
            return power.scale(sum.hi().add(sum.lo().add(minusOne.lo())));
        }

        /// The exponential in two words; where it is near or below the least normal number the low word
        /// loses bits.
        public DoubleWord doubleWord() {
            DoubleWord fraction = fraction();
            return new DoubleWord(power.scale(fraction.hi()), power.scale(fraction.lo()));
        }
    }
}
