package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Table;

/// Argument reduction for f64 from 2²⁷ on: x = m·2^(8p − 25) with a whole m < 2⁶⁰, and m times 192 bits
/// of 2/π, those of weight 2 down to 2⁻¹⁹⁰, is the number of quarter turns modulo 4. No f64 is nearer to
/// a multiple of π/2 than 2⁻⁶², so the 126 bits of fraction that are kept leave a relative error of 2⁻⁶².
///
/// p runs over more values than a table has entries: even and odd p have tables of their own.
///
/// Source: as [FarTurnsF32].
final class FarTurnsF64 {
    private static final int FIRST_EXPONENT = 1023 + 27;
    private static final int START = FIRST_EXPONENT - 1075 + 190;
    private static final Words EVEN = Words.from(START);
    private static final Words ODD = Words.from(START + 8);

    private FarTurnsF64() {}

    /// 192 bits of 2/π by index, 64 to a table.
    private record Words(Table high, Table middle, Table low) {
        private static final int ENTRIES = 63;

        static Words from(int start) {
            return new Words(
                    TwoOverPi.words64(start - 128, 16, ENTRIES),
                    TwoOverPi.words64(start - 64, 16, ENTRIES),
                    TwoOverPi.words64(start, 16, ENTRIES));
        }
    }

    /// The two halves of a 64-bit word.
    private record Halves(Expr high, Expr low) {
        static Halves of(Expr word) {
            return new Halves(word.ushr(32).convert(DType.I32), word.convert(DType.I32));
        }
    }

    /// 128 bits.
    private record Wide(Expr high, Expr low) {}

    /// @param x ≥ 2²⁷; for an infinity the result has no meaning
    static QuarterTurns of(Expr x) {
        Expr bits = x.rawBits();
        Expr exponent = bits.ushr(52).sub(bits.constant(FIRST_EXPONENT));
        Expr m = bits.and(0xfffffffffffffL).or(1L << 52).shl(exponent.and(7));
        Expr odd = exponent.and(8).ne(0);
        Expr index = exponent.convert(DType.I32).ushr(4);
        Expr high = odd.select(index.lookup(ODD.high()), index.lookup(EVEN.high()));
        Expr middle = odd.select(index.lookup(ODD.middle()), index.lookup(EVEN.middle()));
        Expr low = odd.select(index.lookup(ODD.low()), index.lookup(EVEN.low()));
        Wide product = product(m, high, Halves.of(middle), Halves.of(low));
        Expr count = product.high().add(m.constantBits(1L << 61)).ushr(62);
        Expr fraction = product.high().sub(count.shl(62));
        return new QuarterTurns(count, QuarterTurns.toRadians(toDoubles(fraction, product.low())));
    }

    /// m · (high, middle, low) / 2⁶⁴ modulo 2¹²⁸, up to three units too small.
    private static Wide product(Expr m, Expr high, Halves middle, Halves low) {
        Halves factor = Halves.of(m);
        Expr p = factor.low().mulWideU32(middle.low());
        Expr q = factor.low().mulWideU32(middle.high()).add(p.ushr(32));
        Expr r = factor.high().mulWideU32(middle.low()).add(q.and(0xffffffffL));
        Expr upper = factor.high().mulWideU32(middle.high()).add(q.ushr(32)).add(r.ushr(32));
        Expr lower = r.shl(32).or(p.and(0xffffffffL));
        Expr tail = factor.high()
                .mulWideU32(low.high())
                .add(factor.high().mulWideU32(low.low()).ushr(32))
                .add(factor.low().mulWideU32(low.high()).ushr(32));
        Expr sum = lower.add(tail);
        Expr carry = sum.ltu(lower).select(sum.constant(1), sum.constant(0));
        return new Wide(m.mul(high).add(upper).add(carry), sum);
    }

    /// (high, low)·2⁻¹²⁶ from chunks of at most 51 bits, each put into the significand of a double and
    /// its leading bit taken off again.
    private static DoubleWord toDoubles(Expr high, Expr low) {
        Expr first = high.shr(11).add(high.constantBits(bits(3))).fromBits().sub(3);
        Expr second = high.and(0x7ff).shl(40).or(low.ushr(24)).or(bits(0x1p-50));
        Expr third = low.and(0xffffff).or(bits(0x1p-74));
        DoubleWord sum = DoubleWord.fastTwoSum(first, second.fromBits().sub(0x1p-50));
        return new DoubleWord(sum.hi(), sum.lo().add(third.fromBits().sub(0x1p-74)));
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
