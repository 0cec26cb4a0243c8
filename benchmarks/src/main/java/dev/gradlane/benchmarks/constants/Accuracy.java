package dev.gradlane.benchmarks.constants;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// The rounding error of the orders on random f32 data, in units in the last place of the exact result
/// (taken in f64 with compensation, which is exact enough): mean and greatest over 200 seeded trials.
public final class Accuracy {
    private static final int TRIALS = 200;

    private Accuracy() {}

    public static void main(String[] args) {
        for (int n : new int[] {64, 4096, 65536, 1 << 20}) {
            report("sum of n uniform in [0,1)", n, "sequential", t -> sum(n, t, Definition::sequential));
            for (int lanes : new int[] {64, 128, 256}) {
                for (int chunk : new int[] {2048, 4096, 8192, 16384}) {
                    boolean interesting = lanes == 128 || chunk == 4096;
                    if (interesting && (n > 2048 || chunk == 4096)) {
                        report(
                                "sum of n uniform in [0,1)",
                                n,
                                lanes + " lanes, chunks of " + chunk,
                                t -> sum(n, t, x -> Definition.sum(x, lanes, chunk)));
                    }
                }
            }
        }
        for (int n : new int[] {784, 4096, 65536}) {
            for (int block : new int[] {128, 256, 512, 1024, 1 << 20}) {
                report("dot of n pairs in [0,1)", n, "blocks of " + block, t -> dot(n, t, block));
            }
        }
    }

    private interface Sum {
        float of(float[] x);
    }

    private static double sum(int n, int trial, Sum order) {
        float[] x = random(n, 2 * trial);
        double exact = 0;
        double low = 0;
        for (float v : x) {
            double next = exact + v;
            low += v - (next - exact);
            exact = next;
        }
        return ulps(order.of(x), exact + low);
    }

    private static double dot(int n, int trial, int block) {
        float[] a = random(n, 2 * trial);
        float[] b = random(n, 2 * trial + 1);
        double exact = 0;
        double low = 0;
        for (int i = 0; i < n; i++) {
            double product = (double) a[i] * b[i];
            double next = exact + product;
            low += product - (next - exact);
            exact = next;
        }
        return ulps(Definition.chain(a, b, block), exact + low);
    }

    private static double ulps(float actual, double exact) {
        return Math.abs(actual - exact) / Math.ulp((float) exact);
    }

    private static float[] random(int n, long seed) {
        var random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (random.nextInt() >>> 8) * 0x1p-24f;
        }
        return x;
    }

    private static void report(String what, int n, String order, ToDoubleFunction<Integer> error) {
        int trials = n > 100_000 ? TRIALS / 4 : TRIALS;
        double total = 0;
        double greatest = 0;
        for (int t = 0; t < trials; t++) {
            double ulps = error.applyAsDouble(t);
            total += ulps;
            greatest = Math.max(greatest, ulps);
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s n=%-8d %-28s mean %8.2f ulp, greatest %8.2f%n",
                what,
                n,
                order,
                total / trials,
                greatest);
    }
}
