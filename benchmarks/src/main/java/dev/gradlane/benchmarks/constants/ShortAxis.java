package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.Timed;
import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Short reduced axes, about 32 KiB of data: the order `lanes` (for n ≤ 128 a tree of halves) against a
/// sequential sum, with the rows one behind the other and with the batch in the lanes.
public class ShortAxis extends Timed {
    @Param({"4", "8", "16", "32", "64", "100"})
    public int n;

    @Param({"rowTree", "rowTreeMerged", "rowSequential", "rowSequentialGather", "laneTree", "laneSequential"})
    public String kernel = "";

    private Runnable run = () -> {};
    private long to;

    @Setup
    public void open() {
        int batch = Math.max(64, 8192 / n / 64 * 64);
        long x = Raw.floats(n * batch, -1, 1, 42);
        to = Raw.allocate(4L * batch);
        long slab = Raw.allocate(4096);
        long none = Raw.floats(32, -0.0f, Float.MIN_VALUE, 1);
        for (int i = 0; i < 32; i++) {
            Raw.put(-0.0f, none + 4L * i);
        }
        float[] array = Raw.floatArray(x, n * batch);
        float[] sums = new float[batch];
        run = switch (kernel) {
            case "rowTree" -> () -> ShortRows.oneByOne(x, batch, n, to);
            case "rowTreeMerged" -> () -> ShortRows.merged(x, batch, n, to);
            case "rowSequential" -> () -> scalar(array, sums, n);
            case "rowSequentialGather" -> () -> gather(array, sums, n);
            case "laneTree" -> () -> ShortColumns.tree(x, n, batch, to, slab, none);
            case "laneSequential" -> () -> ShortColumns.sequential(x, n, batch, to);
            default -> throw new IllegalArgumentException(kernel);
        };
        run.run();
        boolean rows = kernel.startsWith("row");
        for (int i = 0; i < batch; i++) {
            float[] row = new float[n];
            for (int k = 0; k < n; k++) {
                row[k] = rows ? array[i * n + k] : array[k * batch + i];
            }
            boolean sequential = kernel.contains("Sequential");
            float actual = rows && sequential ? sums[i] : Raw.get(to + 4L * i);
            Definition.require(
                    "row " + i, actual, sequential ? Definition.sequential(row) : Definition.sum(row, 128, 4096));
        }
    }

    private static void scalar(float[] x, float[] to, int n) {
        for (int i = 0; i < to.length; i++) {
            float sum = x[i * n];
            for (int k = 1; k < n; k++) {
                sum += x[i * n + k];
            }
            to[i] = sum;
        }
    }

    /// As many rows as a vector has lanes, column after column.
    private static void gather(float[] x, float[] to, int n) {
        int[] rows = new int[Raw.F32.length()];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = r * n;
        }
        for (int i = 0; i < to.length; i += rows.length) {
            FloatVector sum = FloatVector.fromArray(Raw.F32, x, i * n, rows, 0);
            for (int k = 1; k < n; k++) {
                sum = sum.add(FloatVector.fromArray(Raw.F32, x, i * n + k, rows, 0));
            }
            sum.intoArray(to, i);
        }
    }

    @Benchmark
    public float sum() {
        run.run();
        return Raw.get(to);
    }
}
