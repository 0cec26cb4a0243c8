package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The logarithm in double-word arithmetic, for pow: log(2ᵏ·(1 + f)) = k·ln 2 + 2·atanh(s), s = f/(2 +
/// f), with the first terms of 2·atanh(s) = 2s + s³·(2/3 + s²·(2/5 + …)) in two words.
///
/// Relative error 2⁻⁶⁸·⁶ in f64 and 2⁻³⁵·⁸ in f32, measured. Source: derived.
final class LogDoubleWord {
    private static final double TWO_THIRDS = 0x1.5555555555555p-1;
    private static final double TWO_THIRDS_REST = 0x1.5555555555555p-55;
    private static final double TWO_THIRDS_F32 = 0x1.555556p-1;
    private static final double TWO_THIRDS_REST_F32 = -0x1.555556p-26;
    private static final double TWO_FIFTHS = 0x1.999999999999ap-2;
    private static final double TWO_FIFTHS_REST = -0x1.999999999999ap-56;

    /// 2/5, 2/7, …: relative error of atanh 2⁻⁴³.
    private static final double[] TAIL_F32 = {0x1.99999ap-2, 0x1.2492bap-2, 0x1.c69edep-3, 0x1.8a8cdap-3};

    /// 2/7, 2/9, …: relative error of atanh 2⁻⁷².
    private static final double[] TAIL_F64 = {
        0x1.24924924927cbp-2,
        0x1.c71c71c65a726p-3,
        0x1.745d17d7280e7p-3,
        0x1.3b1378454c3a7p-3,
        0x1.111dcbbc532b1p-3,
        0x1.de9ef375b680dp-4,
        0x1.e7dc3aa9802a2p-4
    };

    private LogDoubleWord() {}

    /// Returns log x for a positive finite x; for any other x both words are finite and without meaning.
    static DoubleWord of(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Binade binade = Binade.of(x);
        Expr k = binade.exponent();
        DoubleWord s = ratio(binade.mantissa().sub(1));
        DoubleWord z = s.roughMul(s);
        DoubleWord cubic = s.roughMul(z.roughMul(f32 ? seriesF32(z) : seriesF64(z)));
        DoubleWord linear = DoubleWord.fastTwoSum(s.hi().mul(2), cubic.hi());
        Expr rest = s.lo().fma(2, linear.lo().add(cubic.lo()));
        DoubleWord high = DoubleWord.fastTwoSum(k.mul(f32 ? Log.LN2_F32 : Log.LN2), linear.hi());
        Expr low = k.fma(f32 ? Log.LN2_REST_F32 : Log.LN2_REST, high.lo().add(rest));
        return DoubleWord.fastTwoSum(high.hi(), low);
    }

    /// f / (2 + f).
    private static DoubleWord ratio(Expr f) {
        DoubleWord divisor = DoubleWord.fastTwoSum(f.constant(2), f);
        Expr reciprocal = f.constant(1).div(divisor.hi());
        Expr quotient = f.mul(reciprocal);
        Expr minusQuotient = quotient.neg();
        Expr remainder = minusQuotient.fma(divisor.lo(), minusQuotient.fma(divisor.hi(), f));
        return new DoubleWord(quotient, remainder.mul(reciprocal));
    }

    /// 2/3 + 2/5·z + …, all but 2/3 in one word.
    private static DoubleWord seriesF32(DoubleWord z) {
        Expr tail = z.hi().mul(Polynomial.horner(z.hi(), TAIL_F32));
        Expr low = z.lo().fma(TWO_FIFTHS, z.lo().constant(TWO_THIRDS_REST_F32));
        return plus(TWO_THIRDS_F32, tail, low);
    }

    /// 2/3 + z·(2/5 + 2/7·z + …), all but 2/3 and 2/5 in one word.
    private static DoubleWord seriesF64(DoubleWord z) {
        Expr tail = z.hi().mul(Polynomial.horner(z.hi(), TAIL_F64));
        DoubleWord inner = z.roughMul(plus(TWO_FIFTHS, tail, tail.constant(TWO_FIFTHS_REST)));
        return plus(TWO_THIRDS, inner.hi(), inner.lo().add(TWO_THIRDS_REST));
    }

    private static DoubleWord plus(double constant, Expr x, Expr low) {
        DoubleWord sum = DoubleWord.fastTwoSum(x.constant(constant), x);
        return new DoubleWord(sum.hi(), sum.lo().add(low));
    }
}
