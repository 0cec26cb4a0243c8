package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import java.util.function.LongConsumer;

/// Factorisations and triangular systems (numerics contract §6): fma(−l, x, acc), k ascending, no blocks.
final class Matrices {
    private Matrices() {}

    /// @param notPositive hears of each matrix that is not positive definite
    static void cholesky(View a, View l, LongConsumer notPositive) {
        int n = extent(a, 1);
        long matrices = n == 0 ? 0 : a.size() / n / n;
        View from = a.collapse();
        Block block = new Block(a.dtype(), Math.multiplyExact(n, n));
        for (long m = 0; m < matrices; m++) {
            from.load(m * n * n, n * n, block);
            boolean positive = switch (a.dtype()) {
                case F32 -> choleskyF32(block.f32, n);
                case F64 -> choleskyF64(block.f64, n);
                case I32, I64, BOOL -> throw new BackendException("cholesky takes floats");
            };
            if (!positive) {
                notPositive.accept(m);
            }
            l.store(m * n * n, n * n, block);
        }
    }

    private static int extent(View x, int fromLast) {
        long extent = x.extent(x.rank() - fromLast);
        if (extent > 46_340) {
            throw new BackendException("device cpu has no matrices with an extent of " + extent);
        }
        return (int) extent;
    }

    private static boolean choleskyF64(double[] a, int n) {
        boolean positive = true;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double acc = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    acc = Math.fma(-a[i * n + k], a[j * n + k], acc);
                }
                positive &= i > j || acc > 0;
                a[i * n + j] = i == j ? Math.sqrt(acc) : acc / a[j * n + j];
            }
            for (int i = 0; i < j; i++) {
                a[i * n + j] = 0;
            }
        }
        return positive;
    }

    private static boolean choleskyF32(float[] a, int n) {
        boolean positive = true;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                float acc = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    acc = Math.fma(-a[i * n + k], a[j * n + k], acc);
                }
                positive &= i > j || acc > 0;
                // the square root of a float in double, rounded once more, is the float's
                a[i * n + j] = i == j ? (float) Math.sqrt(acc) : acc / a[j * n + j];
            }
            for (int i = 0; i < j; i++) {
                a[i * n + j] = 0;
            }
        }
        return positive;
    }

    /// l·x = b, or lᵀ·x = b.
    static void solve(boolean transposed, View l, View b, View x) {
        int n = extent(l, 1);
        int columns = extent(b, 1);
        long matrices = n == 0 || columns == 0 ? 0 : b.size() / n / columns;
        View triangles = l.collapse();
        View right = b.collapse();
        Block triangle = new Block(l.dtype(), n * n);
        Block solution = new Block(l.dtype(), Math.multiplyExact(n, columns));
        for (long m = 0; m < matrices; m++) {
            triangles.load(m * n * n, n * n, triangle);
            right.load(m * n * columns, n * columns, solution);
            switch (l.dtype()) {
                case F32 -> solveF32(transposed, triangle.f32, solution.f32, n, columns);
                case F64 -> solveF64(transposed, triangle.f64, solution.f64, n, columns);
                case I32, I64, BOOL -> throw new BackendException("triangularSolve takes floats");
            }
            x.store(m * n * columns, n * columns, solution);
        }
    }

    private static void solveF64(boolean transposed, double[] l, double[] x, int n, int columns) {
        for (int row = 0; row < n; row++) {
            int i = transposed ? n - 1 - row : row;
            for (int c = 0; c < columns; c++) {
                double acc = x[i * columns + c];
                for (int k = transposed ? i + 1 : 0; k < (transposed ? n : i); k++) {
                    double element = transposed ? l[k * n + i] : l[i * n + k];
                    acc = Math.fma(-element, x[k * columns + c], acc);
                }
                x[i * columns + c] = acc / l[i * n + i];
            }
        }
    }

    private static void solveF32(boolean transposed, float[] l, float[] x, int n, int columns) {
        for (int row = 0; row < n; row++) {
            int i = transposed ? n - 1 - row : row;
            for (int c = 0; c < columns; c++) {
                float acc = x[i * columns + c];
                for (int k = transposed ? i + 1 : 0; k < (transposed ? n : i); k++) {
                    float element = transposed ? l[k * n + i] : l[i * n + k];
                    acc = Math.fma(-element, x[k * columns + c], acc);
                }
                x[i * columns + c] = acc / l[i * n + i];
            }
        }
    }
}
