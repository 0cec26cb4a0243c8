package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/// Sums over the rows of a matrix of [rows, columns] floats in the order `lanes`: row r goes to lane r
/// mod `lanes`.
///
/// Blocks of 8 lanes × 2 vectors of columns in registers. A tile of `depth`·`lanes` rows is visited 8
/// consecutive rows at a time, `depth` times at a distance of `lanes` rows; the lanes wait between tiles
/// in a slab of `lanes` × 2 vectors, which is folded in halves at the end of each chunk.
///
/// @param lanes a multiple of 8
/// @param depth rows that a block adds before its lanes go back to the slab
record ColumnSum(int columns, int lanes, int depth) {
    static final int CHUNK = 4096;
    private static final long HALF = 4L * F32.length();
    private static final long WIDE = 2 * HALF;

    /// @param to `columns` sums
    /// @param partials room for rows / 4096 + 1 rows
    /// @param slab room for `lanes` × 2 vectors
    void sum(long x, int rows, long to, long partials, long slab) {
        if (rows <= CHUNK) {
            chunk(x, rows, to, slab);
            return;
        }
        int chunks = (rows + CHUNK - 1) / CHUNK;
        for (int c = 0; c < chunks; c++) {
            long first = (long) c * CHUNK;
            long out = partials + 4L * c * columns;
            chunk(x + 4 * first * columns, (int) Math.min(CHUNK, rows - first), out, slab);
        }
        sum(partials, chunks, to, partials + 4L * chunks * columns, slab);
    }

    private void chunk(long x, int rows, long to, long slab) {
        for (int j = 0; j < columns; j += 2 * F32.length()) {
            clear(slab, lanes);
            long row = 4L * columns;
            long at = x + 4L * j;
            int left = rows;
            for (; left >= lanes; ) {
                int times = Math.min(depth, left / lanes);
                for (int lane = 0; lane < lanes; lane += 8) {
                    eight(at + row * lane, times, row, row * lanes, slab + WIDE * lane);
                }
                at += row * lanes * times;
                left -= lanes * times;
            }
            for (int lane = 0; lane < left; lane++) {
                one(at + row * lane, slab + WIDE * lane);
            }
            fold(slab, lanes);
            fromMemorySegment(F32, ALL, slab, ORDER).intoMemorySegment(ALL, to + 4L * j, ORDER);
            fromMemorySegment(F32, ALL, slab + HALF, ORDER).intoMemorySegment(ALL, to + 4L * j + HALF, ORDER);
        }
    }

    private static void clear(long slab, int lanes) {
        FloatVector identity = FloatVector.broadcast(F32, -0.0f);
        for (int v = 0; v < 2 * lanes; v++) {
            identity.intoMemorySegment(ALL, slab + HALF * v, ORDER);
        }
    }

    private static void one(long x, long slab) {
        fromMemorySegment(F32, ALL, slab, ORDER)
                .add(fromMemorySegment(F32, ALL, x, ORDER))
                .intoMemorySegment(ALL, slab, ORDER);
        fromMemorySegment(F32, ALL, slab + HALF, ORDER)
                .add(fromMemorySegment(F32, ALL, x + HALF, ORDER))
                .intoMemorySegment(ALL, slab + HALF, ORDER);
    }

    private static void fold(long slab, int lanes) {
        for (int h = lanes / 2; h > 0; h /= 2) {
            for (int j = 0; j < h; j++) {
                one(slab + WIDE * (j + h), slab + WIDE * j);
            }
        }
    }

    /// Eight lanes += their rows, `times` times.
    private static void eight(long x, int times, long row, long step, long slab) {
        FloatVector a0 = fromMemorySegment(F32, ALL, slab, ORDER);
        FloatVector b0 = fromMemorySegment(F32, ALL, slab + HALF, ORDER);
        FloatVector a1 = fromMemorySegment(F32, ALL, slab + WIDE, ORDER);
        FloatVector b1 = fromMemorySegment(F32, ALL, slab + WIDE + HALF, ORDER);
        FloatVector a2 = fromMemorySegment(F32, ALL, slab + 2 * WIDE, ORDER);
        FloatVector b2 = fromMemorySegment(F32, ALL, slab + 2 * WIDE + HALF, ORDER);
        FloatVector a3 = fromMemorySegment(F32, ALL, slab + 3 * WIDE, ORDER);
        FloatVector b3 = fromMemorySegment(F32, ALL, slab + 3 * WIDE + HALF, ORDER);
        FloatVector a4 = fromMemorySegment(F32, ALL, slab + 4 * WIDE, ORDER);
        FloatVector b4 = fromMemorySegment(F32, ALL, slab + 4 * WIDE + HALF, ORDER);
        FloatVector a5 = fromMemorySegment(F32, ALL, slab + 5 * WIDE, ORDER);
        FloatVector b5 = fromMemorySegment(F32, ALL, slab + 5 * WIDE + HALF, ORDER);
        FloatVector a6 = fromMemorySegment(F32, ALL, slab + 6 * WIDE, ORDER);
        FloatVector b6 = fromMemorySegment(F32, ALL, slab + 6 * WIDE + HALF, ORDER);
        FloatVector a7 = fromMemorySegment(F32, ALL, slab + 7 * WIDE, ORDER);
        FloatVector b7 = fromMemorySegment(F32, ALL, slab + 7 * WIDE + HALF, ORDER);
        long at = x;
        for (int t = 0; t < times; t++) {
            a0 = a0.add(fromMemorySegment(F32, ALL, at, ORDER));
            b0 = b0.add(fromMemorySegment(F32, ALL, at + HALF, ORDER));
            a1 = a1.add(fromMemorySegment(F32, ALL, at + row, ORDER));
            b1 = b1.add(fromMemorySegment(F32, ALL, at + row + HALF, ORDER));
            a2 = a2.add(fromMemorySegment(F32, ALL, at + 2 * row, ORDER));
            b2 = b2.add(fromMemorySegment(F32, ALL, at + 2 * row + HALF, ORDER));
            a3 = a3.add(fromMemorySegment(F32, ALL, at + 3 * row, ORDER));
            b3 = b3.add(fromMemorySegment(F32, ALL, at + 3 * row + HALF, ORDER));
            a4 = a4.add(fromMemorySegment(F32, ALL, at + 4 * row, ORDER));
            b4 = b4.add(fromMemorySegment(F32, ALL, at + 4 * row + HALF, ORDER));
            a5 = a5.add(fromMemorySegment(F32, ALL, at + 5 * row, ORDER));
            b5 = b5.add(fromMemorySegment(F32, ALL, at + 5 * row + HALF, ORDER));
            a6 = a6.add(fromMemorySegment(F32, ALL, at + 6 * row, ORDER));
            b6 = b6.add(fromMemorySegment(F32, ALL, at + 6 * row + HALF, ORDER));
            a7 = a7.add(fromMemorySegment(F32, ALL, at + 7 * row, ORDER));
            b7 = b7.add(fromMemorySegment(F32, ALL, at + 7 * row + HALF, ORDER));
            at += step;
        }
        a0.intoMemorySegment(ALL, slab, ORDER);
        b0.intoMemorySegment(ALL, slab + HALF, ORDER);
        a1.intoMemorySegment(ALL, slab + WIDE, ORDER);
        b1.intoMemorySegment(ALL, slab + WIDE + HALF, ORDER);
        a2.intoMemorySegment(ALL, slab + 2 * WIDE, ORDER);
        b2.intoMemorySegment(ALL, slab + 2 * WIDE + HALF, ORDER);
        a3.intoMemorySegment(ALL, slab + 3 * WIDE, ORDER);
        b3.intoMemorySegment(ALL, slab + 3 * WIDE + HALF, ORDER);
        a4.intoMemorySegment(ALL, slab + 4 * WIDE, ORDER);
        b4.intoMemorySegment(ALL, slab + 4 * WIDE + HALF, ORDER);
        a5.intoMemorySegment(ALL, slab + 5 * WIDE, ORDER);
        b5.intoMemorySegment(ALL, slab + 5 * WIDE + HALF, ORDER);
        a6.intoMemorySegment(ALL, slab + 6 * WIDE, ORDER);
        b6.intoMemorySegment(ALL, slab + 6 * WIDE + HALF, ORDER);
        a7.intoMemorySegment(ALL, slab + 7 * WIDE, ORDER);
        b7.intoMemorySegment(ALL, slab + 7 * WIDE + HALF, ORDER);
    }
}
