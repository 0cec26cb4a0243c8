package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DType;
import java.util.Arrays;

/// Sums in the order `lanes` (numerics contract §4). For n ≤ 4096 lane j < 128 adds x[j], x[j+128], … from the
/// identity −0; then for h = 64, 32, …, 1 lane j += lane j+h for j < h, where absent lanes drop out. For n > 4096 the
/// elements are the results of consecutive chunks of 4096, and so on. A sum of no elements is +0.
final class Lanes {
    private static final int LANES = 128;
    private static final int CHUNK = 4096;

    private Lanes() {}

    private static int chunks(long n) {
        long chunks = (n + CHUNK - 1) / CHUNK;
        if (chunks > Integer.MAX_VALUE - 8) {
            throw new BackendException("device cpu cannot sum " + n + " elements at once");
        }
        return (int) chunks;
    }

    /// Lanes that some of n elements reach.
    private static int present(int n) {
        return Math.min(n, LANES);
    }

    /// Elements of chunk c of n elements.
    private static int length(long n, int c) {
        return (int) Math.min(CHUNK, n - (long) c * CHUNK);
    }

    /// Σ of elements number `first` to `first + n − 1` of `x`.
    static double sumF64(View x, long first, long n) {
        if (n == 0) {
            return 0.0;
        }
        double[] results = new double[chunks(n)];
        Block chunk = new Block(DType.F64, (int) Math.min(n, CHUNK));
        for (int c = 0; c < results.length; c++) {
            int length = length(n, c);
            x.load(first + (long) c * CHUNK, length, chunk);
            results[c] = tree(chunk.f64, 0, length);
        }
        return sum(results, results.length);
    }

    /// Σ of the products of elements number `aFirst`, `bFirst` and following: each lane is an fma chain from −0.
    static double dotF64(View a, long aFirst, View b, long bFirst, long n) {
        if (n == 0) {
            return 0.0;
        }
        double[] results = new double[chunks(n)];
        Block left = new Block(DType.F64, (int) Math.min(n, CHUNK));
        Block right = new Block(DType.F64, (int) Math.min(n, CHUNK));
        for (int c = 0; c < results.length; c++) {
            int length = length(n, c);
            a.load(aFirst + (long) c * CHUNK, length, left);
            b.load(bFirst + (long) c * CHUNK, length, right);
            double[] lane = new double[present(length)];
            Arrays.fill(lane, -0.0);
            for (int i = 0; i < length; i++) {
                lane[i % LANES] = Math.fma(left.f64[i], right.f64[i], lane[i % LANES]);
            }
            results[c] = fold(lane, length);
        }
        return sum(results, results.length);
    }

    /// Σ of the first n elements, n ≥ 1: one chunk, or the same again over the sums of its chunks.
    private static double sum(double[] x, int n) {
        if (n == 1) {
            return x[0];
        }
        if (n <= CHUNK) {
            return tree(x, 0, n);
        }
        double[] results = new double[chunks(n)];
        for (int c = 0; c < results.length; c++) {
            results[c] = tree(x, c * CHUNK, length(n, c));
        }
        return sum(results, results.length);
    }

    /// Σ of one chunk: x[from + i] goes to lane i mod 128.
    private static double tree(double[] x, int from, int n) {
        double[] lane = new double[present(n)];
        Arrays.fill(lane, -0.0);
        for (int i = 0; i < n; i++) {
            lane[i % LANES] += x[from + i];
        }
        return fold(lane, n);
    }

    /// The lanes of a chunk of n elements in halves; a lane that no element reached drops out.
    private static double fold(double[] lane, int n) {
        int present = present(n);
        for (int h = LANES / 2; h > 0; h /= 2) {
            for (int j = 0; j < h && j + h < present; j++) {
                lane[j] += lane[j + h];
            }
            present = Math.min(present, h);
        }
        return lane[0];
    }

    /// Σ of elements number `first` to `first + n − 1` of `x`.
    static float sumF32(View x, long first, long n) {
        if (n == 0) {
            return 0.0f;
        }
        float[] results = new float[chunks(n)];
        Block chunk = new Block(DType.F32, (int) Math.min(n, CHUNK));
        for (int c = 0; c < results.length; c++) {
            int length = length(n, c);
            x.load(first + (long) c * CHUNK, length, chunk);
            results[c] = tree(chunk.f32, 0, length);
        }
        return sum(results, results.length);
    }

    /// Σ of the products of elements number `aFirst`, `bFirst` and following: each lane is an fma chain from −0.
    static float dotF32(View a, long aFirst, View b, long bFirst, long n) {
        if (n == 0) {
            return 0.0f;
        }
        float[] results = new float[chunks(n)];
        Block left = new Block(DType.F32, (int) Math.min(n, CHUNK));
        Block right = new Block(DType.F32, (int) Math.min(n, CHUNK));
        for (int c = 0; c < results.length; c++) {
            int length = length(n, c);
            a.load(aFirst + (long) c * CHUNK, length, left);
            b.load(bFirst + (long) c * CHUNK, length, right);
            float[] lane = new float[present(length)];
            Arrays.fill(lane, -0.0f);
            for (int i = 0; i < length; i++) {
                lane[i % LANES] = Math.fma(left.f32[i], right.f32[i], lane[i % LANES]);
            }
            results[c] = fold(lane, length);
        }
        return sum(results, results.length);
    }

    /// Σ of the first n elements, n ≥ 1: one chunk, or the same again over the sums of its chunks.
    private static float sum(float[] x, int n) {
        if (n == 1) {
            return x[0];
        }
        if (n <= CHUNK) {
            return tree(x, 0, n);
        }
        float[] results = new float[chunks(n)];
        for (int c = 0; c < results.length; c++) {
            results[c] = tree(x, c * CHUNK, length(n, c));
        }
        return sum(results, results.length);
    }

    /// Σ of one chunk: x[from + i] goes to lane i mod 128.
    private static float tree(float[] x, int from, int n) {
        float[] lane = new float[present(n)];
        Arrays.fill(lane, -0.0f);
        for (int i = 0; i < n; i++) {
            lane[i % LANES] += x[from + i];
        }
        return fold(lane, n);
    }

    /// The lanes of a chunk of n elements in halves; a lane that no element reached drops out.
    private static float fold(float[] lane, int n) {
        int present = present(n);
        for (int h = LANES / 2; h > 0; h /= 2) {
            for (int j = 0; j < h && j + h < present; j++) {
                lane[j] += lane[j + h];
            }
            present = Math.min(present, h);
        }
        return lane[0];
    }
}
