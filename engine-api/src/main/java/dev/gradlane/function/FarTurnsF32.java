package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Table;

/// Argument reduction for f32 from 2¹⁷ on: x = m·2^(8q − 6) with a whole m < 2³¹, and m times 96 bits of
/// 2/π, those of weight 2 down to 2⁻⁹⁴, is the number of quarter turns modulo 4. No f32 is nearer to a
/// multiple of π/2 than 2⁻³⁰, so the 62 bits of fraction that are kept leave a relative error of 2⁻³².
///
/// Source: M. Payne, R. Hanek, *Radian reduction for trigonometric functions*, SIGNUM Newsletter 18(1),
/// 1983; the split of the exponent into table index and shift of m is derived.
final class FarTurnsF32 {
    private static final int FIRST_EXPONENT = 127 + 17;
    private static final int ENTRIES = 14;
    private static final int START = FIRST_EXPONENT - 150 + 94;
    private static final Table HIGH = TwoOverPi.words32(START - 64, 8, ENTRIES);
    private static final Table MIDDLE = TwoOverPi.words32(START - 32, 8, ENTRIES);
    private static final Table LOW = TwoOverPi.words32(START, 8, ENTRIES);

    private FarTurnsF32() {}

    /// @param x ≥ 2¹⁷; for an infinity the result has no meaning
    static QuarterTurns of(Expr x) {
        Expr bits = x.rawBits();
        Expr exponent = bits.ushr(23).sub(bits.constant(FIRST_EXPONENT));
        Expr m = bits.and(0x7fffff).or(0x800000).shl(exponent.and(7));
        Expr index = exponent.ushr(3);
        Expr product = m.mulWideU32(index.lookup(LOW)).ushr(32);
        product = m.mulWideU32(index.lookup(MIDDLE)).add(product);
        product = m.mulWideU32(index.lookup(HIGH)).shl(32).add(product);
        Expr count = product.add(product.constantBits(1L << 61)).ushr(62);
        Expr fraction = product.sub(count.shl(62));
        return new QuarterTurns(count.convert(DType.I32), QuarterTurns.toRadians(toFloats(fraction)));
    }

    /// fraction·2⁻⁶² from chunks of at most 22 bits, each exact as a float.
    private static DoubleWord toFloats(Expr fraction) {
        Expr high = fraction.shr(40).convert(DType.I32).convert(DType.F32).mul(0x1p-22);
        Expr middle = fraction.ushr(18).convert(DType.I32).and(0x3fffff);
        Expr low = fraction.convert(DType.I32).and(0x3ffff);
        DoubleWord sum = DoubleWord.fastTwoSum(high, middle.convert(DType.F32).mul(0x1p-44));
        return new DoubleWord(sum.hi(), low.convert(DType.F32).fma(0x1p-62, sum.lo()));
    }
}
