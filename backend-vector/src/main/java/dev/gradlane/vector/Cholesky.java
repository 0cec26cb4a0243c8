package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.kernel.ArrayKernel;

/// Lower triangles L with A = L·Lᵀ (numerics contract §6). An element takes its products in the order of k however the
/// matrix is walked, so every column that is done is subtracted from all that is left at once: of many small matrices
/// side by side, of a large one in panels of columns.
record Cholesky(SquareMatrices matrices, int node) implements SizedArray {
    /// Columns that are subtracted in one pass over what is left.
    private static final int PANEL = 32;

    /// Matrices that lie side by side, of fewer rows than this.
    private static final int SMALL = 32;

    private static final int LANES = 64;
    private static final int FEW = 4;

    static Cholesky of(ArrayKernel kernel, Sizes sizes) {
        return new Cholesky(SquareMatrices.of(kernel.operands().getFirst().type(), sizes), kernel.node());
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        long count = matrices.count();
        long n = matrices.n();
        long weight = Math.max(1, n * n * n / 8);
        if (n == 0) {
            return;
        }
        if (n < SMALL && count >= FEW) {
            run.share(Math.ceilDiv(count, LANES), LANES * weight, (worker, from, to) -> {
                for (long group = from; group < to; group++) {
                    long first = group * LANES;
                    abreast(run, operands[0], results[0], first, (int) Math.min(LANES, count - first));
                }
            });
        } else if (count >= run.threads()) {
            run.share(count, weight, (worker, from, to) -> {
                for (long m = from; m < to; m++) {
                    new Panels(run, operands[0], results[0], m, false).run();
                }
            });
        } else {
            for (long m = 0; m < count; m++) {
                new Panels(run, operands[0], results[0], m, true).run();
            }
        }
    }

    private void require(boolean positive, Run run, long matrix) {
        if (!positive) {
            FaultWord.report(run.fault(), matrix / matrices.perSample(), node);
        }
    }

    /// Small matrices, an element of each in a line.
    private void abreast(Run run, long from, long to, long first, int count) {
        int n = matrices.n();
        FloatLine[][] a = new FloatLine[n][];
        for (int i = 0; i < n; i++) {
            a[i] = FloatLine.of(matrices.type(), i + 1, count);
            for (int j = 0; j <= i; j++) {
                a[i][j].load(from + matrices.offset(first, i, j), matrices.bytes(), count);
            }
        }
        for (int k = 0; k < n; k++) {
            for (int m = 0; m < count; m++) {
                require(a[k][k].isPositive(m), run, first + m);
            }
            a[k][k].sqrt(0, count);
            for (int i = k + 1; i < n; i++) {
                a[i][k].divide(a[k][k], count);
                for (int j = k + 1; j <= i; j++) {
                    a[i][j].minusProducts(a[i][k], a[j][k], count);
                }
            }
        }
        FloatLine zero = FloatLine.of(matrices.type(), count);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                (j <= i ? a[i][j] : zero).store(to + matrices.offset(first, i, j), matrices.bytes(), count);
            }
        }
    }

    /// One matrix, panel by panel in the memory of the result.
    private final class Panels {
        private final Run run;
        private final long to;
        private final long matrix;
        private final boolean shares;
        private final int n = matrices.n();
        private final int bytes = matrices.type().bytes();
        /// The panel's columns, elements from its first row on.
        private final FloatLine[] column = FloatLine.of(matrices.type(), Math.min(PANEL, n), n);

        Panels(Run run, long from, long to, long matrix, boolean shares) {
            this.run = run;
            this.to = to + matrices.offset(matrix, 0, 0);
            this.matrix = matrix;
            this.shares = shares;
            Address.copy(from + matrices.offset(matrix, 0, 0), this.to, matrices.bytes());
        }

        void run() {
            for (int first = 0; first < n; first += PANEL) {
                int width = Math.min(PANEL, n - first);
                factor(first, width);
                subtract(first, width);
            }
            FloatLine zero = FloatLine.of(matrices.type(), n);
            for (int i = 0; i < n - 1; i++) {
                zero.store(to + matrices.offset(0, i, i + 1), bytes, n - 1 - i);
            }
        }

        private void factor(int first, int width) {
            int rows = n - first;
            for (int p = 0; p < width; p++) {
                column[p].load(to + matrices.offset(0, first, first + p), matrices.row(), rows);
            }
            for (int p = 0; p < width; p++) {
                require(column[p].isPositive(p), run, matrix);
                column[p].sqrt(p, p + 1);
                column[p].divideOne(column[p], p, p + 1, rows);
                for (int q = p + 1; q < width; q++) {
                    column[q].minusProduct(column[p], q, column[p], q, rows);
                }
                column[p].store(to + matrices.offset(0, first, first + p), matrices.row(), rows);
            }
        }

        /// What is left of the rows below the panel.
        private void subtract(int first, int width) {
            int start = first + width;
            Workers.Share rows = (worker, from, until) -> {
                FloatLine row = FloatLine.of(matrices.type(), n);
                for (long i = start + from; i < start + until; i++) {
                    long place = to + matrices.offset(0, i, first);
                    int at = (int) i - first;
                    row.load(place, bytes, at + 1);
                    for (int p = 0; p < width; p++) {
                        row.minusProduct(column[p], at, column[p], width, at + 1);
                    }
                    row.store(place, bytes, at + 1);
                }
            };
            if (shares) {
                run.share(n - start, (long) width * (n - start) / 8, rows);
            } else {
                rows.run(0, 0, n - start);
            }
        }
    }
}
