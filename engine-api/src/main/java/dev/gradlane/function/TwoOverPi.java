package dev.gradlane.function;

import dev.gradlane.graph.Table;
import java.math.BigInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The bits of 2/π, cut into the tables of the far argument reduction. Only the bits below 4 matter of a
/// number of quarter turns, so the window for an argument of size 2ᵏ starts k bits further on.
final class TwoOverPi {
    /// ⌊2/π · 2¹¹⁶⁸⌋.
    private static final BigInteger BITS = new BigInteger("""
            a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561\
            b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484\
            e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980f\
            ef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b\
            3d0739f78a5292ea6bfb5fb11f8d5d085603""", 16);

    private static final int SCALE = 1168;

    private TwoOverPi() {}

    /// A table over i of ⌊2^(start + step·i) · 2/π⌋ mod 2³², start + step·i ≤ 1168.
    static Table words32(int start, int step, int entries) {
        return Table.i32(IntStream.range(0, entries)
                .map(i -> shifted(start + step * i).intValue())
                .toArray());
    }

    /// A table over i of ⌊2^(start + step·i) · 2/π⌋ mod 2⁶⁴, start + step·i ≤ 1168.
    static Table words64(int start, int step, int entries) {
        return Table.i64(LongStream.range(0, entries)
                .map(i -> shifted(start + step * (int) i).longValue())
                .toArray());
    }

    private static BigInteger shifted(int exponent) {
        return BITS.shiftRight(SCALE - exponent);
    }
}
