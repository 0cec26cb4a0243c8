package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The exponential function. Functions that are made of an exponential start from [ReducedExp].
///
/// x = n·ln 2 + r with |r| ≤ ½ ln 2, so eˣ = 2ⁿ·eʳ. n·ln 2 is subtracted in two parts, the first without
/// error (one fma whose result is representable).
public final class Exp {
    static final double LOG2_E = 0x1.71547652b82fep0;
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

    /// (eʳ − 1 − r − r²/2) / r³, relative error of eʳ − 1 2⁻³¹.
    private static final double[] CUBIC_F32 = {0x1.555554p-3, 0x1.5554fp-5, 0x1.111306p-7, 0x1.6d437cp-10, 0x1.9e0c6p-13
    };

    /// The same for f64, 2⁻⁶¹·⁵.
    private static final double[] CUBIC_F64 = {
        0x1.5555555555559p-3, 0x1.555555555554dp-5, 0x1.111111110f65p-7, 0x1.6c16c16c1aafcp-10,
        0x1.a01a01b006d6fp-13, 0x1.a01a018e12084p-16, 0x1.71ddf8040b191p-19, 0x1.27e5132bfce35p-22,
        0x1.af5f449206a63p-26, 0x1.1f1a593f8c3a4p-29
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
        Expr clamped = x.dtype() == DType.F32 ? clamp(x, -105, 89) : clamp(x, -746, 710);
        PowerOfTwo power = PowerOfTwo.nearest(clamped, LOG2_E);
        Expr high = minusMultipleOfLn2(clamped, power.exponent());
        Expr low = restOfMultiple(power.exponent());
        Expr r = high.add(low);
        // the rounding of r reaches the small terms only: the linear one is high + low
        return power.scale(r.mul(r).fma(quadratic(r), low).add(high).add(1));
    }

    /// e^(x − n·ln 2) − 1 in two words, for expm1: the rounding of r, negligible in exp, is taken out of
    /// the small terms too. Relative error about 2⁻⁵⁶ (f64), 2⁻²⁷ (f32).
    static DoubleWord reducedMinusOne(Expr x, Expr n) {
        Expr high = minusMultipleOfLn2(x, n);
        Expr low = restOfMultiple(n);
        Expr r = high.add(low);
        Expr rounding = high.sub(r).add(low);
        return DoubleWord.fastTwoSum(high, r.mul(r).fma(cubic(r).fma(r, 0.5), r.fma(rounding, low)));
    }

    /// x − n·hi(ln 2), exact.
    private static Expr minusMultipleOfLn2(Expr x, Expr n) {
        return n.fma(-ln2(x), x);
    }

    /// −n·lo(ln 2).
    private static Expr restOfMultiple(Expr n) {
        return n.mul(-ln2Rest(n));
    }

    /// hi(ln 2): x − n·hi(ln 2), rounded once by fma, is representable.
    static double ln2(Expr x) {
        return x.dtype() == DType.F32 ? LN2_F32 : LN2;
    }

    /// lo(ln 2) = ln 2 − hi(ln 2), rounded.
    static double ln2Rest(Expr x) {
        return x.dtype() == DType.F32 ? LN2_REST_F32 : LN2_REST;
    }

    /// (eʳ − 1 − r) / r².
    static Expr quadratic(Expr r) {
        return Polynomial.horner(r, r.dtype() == DType.F32 ? QUADRATIC_F32 : QUADRATIC_F64);
    }

    /// (eʳ − 1 − r − r²/2) / r³.
    private static Expr cubic(Expr r) {
        return Polynomial.horner(r, r.dtype() == DType.F32 ? CUBIC_F32 : CUBIC_F64);
    }

    static Expr clamp(Expr x, double least, double greatest) {
        Expr below = x.gt(greatest).select(x.constant(greatest), x);
        return below.lt(least).select(x.constant(least), below);
    }
}
