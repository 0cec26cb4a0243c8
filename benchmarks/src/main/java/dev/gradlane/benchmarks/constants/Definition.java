package dev.gradlane.benchmarks.constants;

import java.util.Arrays;

/// The orders that the prototypes must keep, in scalar Java with their constants as parameters.
public final class Definition {
    private Definition() {}

    /// Σ x: lane j < `lanes` adds x[j], x[j+lanes], …; then for h = lanes/2, …, 1 lane j adds lane j+h.
    /// More than `chunk` elements: the same over the sums of consecutive chunks.
    public static float sum(float[] x, int lanes, int chunk) {
        if (x.length <= chunk) {
            return oneChunk(x, lanes);
        }
        float[] sums = new float[(x.length + chunk - 1) / chunk];
        for (int c = 0; c < sums.length; c++) {
            sums[c] = oneChunk(Arrays.copyOfRange(x, c * chunk, Math.min((c + 1) * chunk, x.length)), lanes);
        }
        return sum(sums, lanes, chunk);
    }

    private static float oneChunk(float[] x, int lanes) {
        float[] lane = new float[lanes];
        Arrays.fill(lane, -0.0f);
        for (int i = 0; i < x.length; i++) {
            lane[i % lanes] += x[i];
        }
        for (int h = lanes / 2; h > 0; h /= 2) {
            for (int j = 0; j < h; j++) {
                lane[j] += lane[j + h];
            }
        }
        return lane[0];
    }

    /// Σ x from left to right.
    public static float sequential(float[] x) {
        float sum = -0.0f;
        for (float v : x) {
            sum += v;
        }
        return sum;
    }

    /// Σ a·b: in each block acc = −0, then acc = fma(a, b, acc); the totals of the blocks added ascending.
    public static float chain(float[] a, float[] b, int block) {
        float total = 0;
        for (int k = 0; k < a.length; k += block) {
            float acc = -0.0f;
            for (int i = k; i < Math.min(k + block, a.length); i++) {
                acc = Math.fma(a[i], b[i], acc);
            }
            total = k == 0 ? acc : total + acc;
        }
        return total;
    }

    /// The same in f64.
    public static double chain(double[] a, double[] b, int block) {
        double total = 0;
        for (int k = 0; k < a.length; k += block) {
            double acc = -0.0;
            for (int i = k; i < Math.min(k + block, a.length); i++) {
                acc = Math.fma(a[i], b[i], acc);
            }
            total = k == 0 ? acc : total + acc;
        }
        return total;
    }

    /// @throws IllegalStateException if the bits differ
    static void require(String what, float actual, float expected) {
        if (Float.floatToIntBits(actual) != Float.floatToIntBits(expected)) {
            throw new IllegalStateException(
                    what + " is " + Float.toHexString(actual) + ", its order gives " + Float.toHexString(expected));
        }
    }

    /// @throws IllegalStateException if the bits differ
    static void require(String what, double actual, double expected) {
        if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
            throw new IllegalStateException(
                    what + " is " + Double.toHexString(actual) + ", its order gives " + Double.toHexString(expected));
        }
    }
}
