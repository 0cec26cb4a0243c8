package dev.gradlane.examples;

/// The two orders of sums, as docs/numerics.md has them, in loops.
final class PinnedSums {
    private PinnedSums() {}

    /// Σ a\[k]·b\[k] in order `chain`.
    static double chain(double[] a, double[] b) {
        double total = 0;
        for (int block = 0; block < a.length; block += 256) {
            double acc = -0.0;
            for (int k = block; k < Math.min(a.length, block + 256); k++) {
                acc = Math.fma(a[k], b[k], acc);
            }
            total = block == 0 ? acc : total + acc;
        }
        return total;
    }

    /// Σ x\[k] in order `lanes`, of at most 4096 elements.
    static double lanes(double[] x) {
        double[] lane = new double[128];
        java.util.Arrays.fill(lane, -0.0);
        for (int k = 0; k < x.length; k++) {
            lane[k % 128] += x[k];
        }
        for (int half = 64; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                lane[j] += lane[j + half];
            }
        }
        return x.length == 0 ? 0 : lane[0];
    }
}
