package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.kernel.ArrayKernel;
import java.util.Arrays;

/// Solutions X of L·X = B or Lᵀ·X = B (numerics contract §6): columns of B side by side where there are several, else
/// matrices where there are several, else one chain after the other.
///
/// @param columns of B
record Solving(SquareMatrices matrices, boolean transposed, long columns) implements SizedArray {
    private static final int FEW_COLUMNS = 8;
    private static final int FEW_MATRICES = 4;
    private static final int WIDTH = 256;
    private static final int LANES = 64;

    static Solving of(boolean transposed, ArrayKernel kernel, Sizes sizes) {
        long[] b = sizes.extents(kernel.operands().get(1).type().shape());
        return new Solving(SquareMatrices.of(kernel.operands().getFirst().type(), sizes), transposed, b[b.length - 1]);
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        long count = matrices.count();
        long n = matrices.n();
        if (n == 0 || columns == 0) {
            return;
        }
        if (columns < FEW_COLUMNS && count >= FEW_MATRICES) {
            run.share(Math.ceilDiv(count, LANES), n * n * columns * LANES / 8, (worker, from, to) -> {
                for (long group = from; group < to; group++) {
                    long first = group * LANES;
                    abreast(operands, results[0], first, (int) Math.min(LANES, count - first));
                }
            });
            return;
        }
        boolean chains = columns < FEW_COLUMNS;
        long blocks = Math.ceilDiv(columns, WIDTH);
        run.share(count * blocks, n * n * Math.min(columns, WIDTH) / 8, (worker, from, to) -> {
            for (long unit = from; unit < to; unit++) {
                long matrix = unit / blocks;
                long column = unit % blocks * WIDTH;
                int width = (int) Math.min(WIDTH, columns - column);
                if (chains) {
                    chains(operands, results[0], matrix, width);
                } else {
                    rows(operands, results[0], matrix, column, width);
                }
            }
        });
    }

    private int row(int step) {
        return transposed ? matrices.n() - 1 - step : step;
    }

    /// The first of the rows that row `i` waits for.
    private int from(int i) {
        return transposed ? i + 1 : 0;
    }

    private int to(int i) {
        return transposed ? matrices.n() : i;
    }

    private long right(long matrix, long i, long column) {
        return ((matrix * matrices.n() + i) * columns + column)
                * matrices.type().bytes();
    }

    /// Row `i` of the triangle, or its column `i`.
    private void loadTriangle(FloatLine l, long[] operands, long matrix, int i) {
        long place = operands[0] + (transposed ? matrices.offset(matrix, 0, i) : matrices.offset(matrix, i, 0));
        l.load(place, transposed ? matrices.row() : matrices.type().bytes(), matrices.n());
    }

    private void rows(long[] operands, long result, long matrix, long column, int width) {
        int n = matrices.n();
        int bytes = matrices.type().bytes();
        FloatLine l = FloatLine.of(matrices.type(), n);
        FloatLine[] x = FloatLine.of(matrices.type(), n, width);
        for (int step = 0; step < n; step++) {
            int i = row(step);
            loadTriangle(l, operands, matrix, i);
            x[i].load(operands[1] + right(matrix, i, column), bytes, width);
            for (int k = from(i); k < to(i); k++) {
                x[i].minusProduct(l, k, x[k], 0, width);
            }
            x[i].divideOne(l, i, 0, width);
            x[i].store(result + right(matrix, i, column), bytes, width);
        }
    }

    private void chains(long[] operands, long result, long matrix, int width) {
        int n = matrices.n();
        long stride = columns * matrices.type().bytes();
        FloatLine l = FloatLine.of(matrices.type(), n);
        FloatLine[] x = FloatLine.of(matrices.type(), width, n);
        for (int c = 0; c < width; c++) {
            x[c].load(operands[1] + right(matrix, 0, c), stride, n);
        }
        for (int step = 0; step < n; step++) {
            int i = row(step);
            loadTriangle(l, operands, matrix, i);
            for (FloatLine column : x) {
                column.minusChain(l, i, from(i), to(i));
                column.divideOne(l, i, i, i + 1);
            }
        }
        for (int c = 0; c < width; c++) {
            x[c].store(result + right(matrix, 0, c), stride, n);
        }
    }

    /// Small systems, an element of each in a line.
    private void abreast(long[] operands, long result, long first, int count) {
        int n = matrices.n();
        int width = (int) columns;
        long stride = right(1, 0, 0);
        FloatLine l = FloatLine.of(matrices.type(), count);
        FloatLine[][] x = new FloatLine[n][];
        Arrays.setAll(x, i -> FloatLine.of(matrices.type(), width, count));
        for (int step = 0; step < n; step++) {
            int i = row(step);
            for (int c = 0; c < width; c++) {
                x[i][c].load(operands[1] + right(first, i, c), stride, count);
            }
            for (int k = from(i); k <= to(i); k++) {
                // the diagonal last
                int other = k < to(i) ? k : i;
                long place = transposed ? matrices.offset(first, other, i) : matrices.offset(first, i, other);
                l.load(operands[0] + place, matrices.bytes(), count);
                for (int c = 0; c < width; c++) {
                    if (k < to(i)) {
                        x[i][c].minusProducts(l, x[k][c], count);
                    } else {
                        x[i][c].divide(l, count);
                    }
                }
            }
            for (int c = 0; c < width; c++) {
                x[i][c].store(result + right(first, i, c), stride, count);
            }
        }
    }
}
