package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/// Sums over a short first axis of [n, batch] floats, the batch in the lanes of vectors, two vectors at a
/// time.
///
/// The tree of halves of width w (n ≤ w, a power of two) is visited in groups of the eight leaves j +
/// q·w/8, q < 8, whose upper three levels are added in registers; the w/8 results wait in a slab, which
/// is folded in halves. An absent leaf is read from a row of −0.
final class ShortColumns {
    private static final long HALF = 4L * F32.length();
    private static final long WIDE = 2 * HALF;

    private ShortColumns() {}

    /// From row 0 to row n − 1.
    static void sequential(long x, int n, int batch, long to) {
        for (long j = 0; j < 4L * batch; j += WIDE) {
            FloatVector a = fromMemorySegment(F32, ALL, x + j, ORDER);
            FloatVector b = fromMemorySegment(F32, ALL, x + j + HALF, ORDER);
            for (int i = 1; i < n; i++) {
                a = a.add(fromMemorySegment(F32, ALL, x + 4L * i * batch + j, ORDER));
                b = b.add(fromMemorySegment(F32, ALL, x + 4L * i * batch + j + HALF, ORDER));
            }
            a.intoMemorySegment(ALL, to + j, ORDER);
            b.intoMemorySegment(ALL, to + j + HALF, ORDER);
        }
    }

    /// The order `lanes` for 4 ≤ n ≤ 128.
    ///
    /// @param slab room for 16 × 2 vectors
    /// @param none two vectors of −0
    static void tree(long x, int n, int batch, long to, long slab, long none) {
        long row = 4L * batch;
        int width = Integer.highestOneBit(n - 1) * 2;
        for (long j = 0; j < row; j += WIDE) {
            if (width == 4) {
                four(x + j, n, row, to + j, none);
            } else {
                many(x + j, n, row, width / 8, slab, none);
                fromMemorySegment(F32, ALL, slab, ORDER).intoMemorySegment(ALL, to + j, ORDER);
                fromMemorySegment(F32, ALL, slab + HALF, ORDER).intoMemorySegment(ALL, to + j + HALF, ORDER);
            }
        }
    }

    private static void four(long x, int n, long row, long to, long none) {
        long x3 = n > 3 ? x + 3 * row : none;
        for (long half = 0; half < WIDE; half += HALF) {
            FloatVector even = fromMemorySegment(F32, ALL, x + half, ORDER)
                    .add(fromMemorySegment(F32, ALL, x + 2 * row + half, ORDER));
            even.add(fromMemorySegment(F32, ALL, x + row + half, ORDER)
                            .add(fromMemorySegment(F32, ALL, x3 + half, ORDER)))
                    .intoMemorySegment(ALL, to + half, ORDER);
        }
    }

    private static void many(long x, int n, long row, int groups, long slab, long none) {
        for (int g = 0; g < groups; g++) {
            long x4 = leaf(x, n, row, g + 4 * groups, none);
            long x5 = leaf(x, n, row, g + 5 * groups, none);
            long x6 = leaf(x, n, row, g + 6 * groups, none);
            long x7 = leaf(x, n, row, g + 7 * groups, none);
            long at = x + row * g;
            long q = row * groups;
            for (long half = 0; half < WIDE; half += HALF) {
                FloatVector a = fromMemorySegment(F32, ALL, at + half, ORDER)
                        .add(fromMemorySegment(F32, ALL, x4 + half, ORDER));
                FloatVector b = fromMemorySegment(F32, ALL, at + q + half, ORDER)
                        .add(fromMemorySegment(F32, ALL, x5 + half, ORDER));
                FloatVector c = fromMemorySegment(F32, ALL, at + 2 * q + half, ORDER)
                        .add(fromMemorySegment(F32, ALL, x6 + half, ORDER));
                FloatVector d = fromMemorySegment(F32, ALL, at + 3 * q + half, ORDER)
                        .add(fromMemorySegment(F32, ALL, x7 + half, ORDER));
                a.add(c).add(b.add(d)).intoMemorySegment(ALL, slab + WIDE * g + half, ORDER);
            }
        }
        for (int h = groups / 2; h > 0; h /= 2) {
            for (long at = slab; at < slab + WIDE * h; at += HALF) {
                fromMemorySegment(F32, ALL, at, ORDER)
                        .add(fromMemorySegment(F32, ALL, at + WIDE * h, ORDER))
                        .intoMemorySegment(ALL, at, ORDER);
            }
        }
    }

    private static long leaf(long x, int n, long row, int i, long none) {
        return i < n ? x + row * i : none;
    }
}
