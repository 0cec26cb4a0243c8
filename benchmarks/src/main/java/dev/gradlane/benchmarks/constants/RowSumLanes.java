package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Sums of rows with 64, 128 and 256 lanes, ns per row. Rows of 256 and 1000 lie in L1 (32 KiB of them in
/// turn), 4096 is one chunk, 65536 lies in L2, 16777216 beyond the caches that one core has to itself.
public class RowSumLanes extends Timed {
    private static final int CHUNK = 4096;

    @Param({"64", "128", "256"})
    public int lanes;

    @Param({"256", "1000", "4096", "65536", "16777216"})
    public int n;

    private RowSum kernel = RowSum.EIGHT;
    private int rows;
    private long x;
    private long partials;
    private int row;

    @Setup
    public void open() {
        kernel = RowSum.ofLanes(lanes);
        rows = Math.max(1, 8192 / n);
        x = Raw.floats(rows * n, -1, 1, 42);
        partials = Raw.allocate(4L * (n / CHUNK * 2 + 4));
        Definition.require("the sum", sum(x), Definition.sum(Raw.floatArray(x, n), lanes, CHUNK));
    }

    private float sum(long address) {
        return kernel.sum(address, n, CHUNK, partials);
    }

    @Benchmark
    public float sum() {
        row = row + 1 < rows ? row + 1 : 0;
        return sum(x + 4L * row * n);
    }
}
