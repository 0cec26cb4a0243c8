package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;

/// c = a·b in f32, order `chain` with blocks of any length: b packed in strips as wide as the registers'
/// block, a in strips of 12 rows, `depth` values of k at a time. Where a rounding block is longer than
/// `depth`, the sums so far of the block wait in memory and are continued, so the bits depend on `block`
/// alone.
///
/// @param rows of a; c has room for whole strips of 12
/// @param columns of b, a multiple of the strip's width
/// @param aRow elements from row to row of a
/// @param aK elements from k to k of a: 1, or the row length where a is given transposed
/// @param block values of k in one chain
/// @param depth values of k packed at a time; divides `block`
record ProductF32(int rows, int columns, int inner, int aRow, int aK, int block, int depth) {
    private static final long SIZE = 4;
    private static final int STRIPS = 20;
    private static final Rows NONE = Rows.minusZero(SIZE);
    private static final Rows TILE = new Rows(Raw.allocate(SIZE * 12 * 64), SIZE * 64);

    int paddedRows() {
        return (rows + MicroF32.ROWS - 1) / MicroF32.ROWS * MicroF32.ROWS;
    }

    /// @param scratch room for `columns`·`depth` numbers
    /// @param packedA room for 240·`depth` numbers
    /// @param partial as large as c: sums of unfinished blocks
    void run(long a, long b, long c, long scratch, float[] packedA, long partial) {
        for (int k = 0; k < inner; k += depth) {
            int n = Math.min(depth, inner - k);
            packB(b + SIZE * k * columns, n, scratch);
            int group = MicroF32.ROWS * STRIPS;
            for (int i = 0; i < paddedRows(); i += group) {
                int end = Math.min(i + group, paddedRows());
                packA(a, i, end, k, n, packedA);
                block(i, end, k, n, packedA, scratch, c, partial);
            }
        }
    }

    private void block(int first, int end, int k, int n, float[] a, long b, long c, long partial) {
        boolean last = (k + n) % block == 0 || k + n == inner;
        long stride = SIZE * columns;
        for (int j = 0; j < columns; j += MicroF32.COLUMNS) {
            for (int i = first; i < end; i += MicroF32.ROWS) {
                long at = SIZE * ((long) i * columns + j);
                Rows so = new Rows(partial + at, stride);
                Rows total = new Rows(c + at, stride);
                boolean more = last && k >= block;
                Rows from = k % block == 0 ? NONE : so;
                MicroF32.run(a, n * (i - first), b + SIZE * n * j, n, from, more ? TILE : last ? total : so);
                if (more) {
                    MicroF32.add(TILE, total);
                }
            }
        }
    }

    private void packB(long b, int n, long to) {
        for (int j = 0; j < columns; j += MicroF32.COLUMNS) {
            long out = to + SIZE * n * j;
            for (int k = 0; k < n; k++) {
                long in = b + SIZE * ((long) k * columns + j);
                Raw.put(Raw.f32(in), out);
                Raw.put(Raw.f32(in + SIZE * Raw.F32.length()), out + SIZE * Raw.F32.length());
                out += SIZE * MicroF32.COLUMNS;
            }
        }
    }

    private void packA(long a, int first, int end, int k, int n, float[] to) {
        for (int i = first; i < end; i += MicroF32.ROWS) {
            int out = n * (i - first);
            for (int kk = 0; kk < n; kk++) {
                long in = a + SIZE * ((long) (k + kk) * aK + (long) i * aRow);
                int present = Math.min(MicroF32.ROWS, rows - i);
                for (int r = 0; r < present; r++) {
                    to[out + kk * MicroF32.ROWS + r] = Raw.get(in + SIZE * r * aRow);
                }
            }
        }
    }
}
