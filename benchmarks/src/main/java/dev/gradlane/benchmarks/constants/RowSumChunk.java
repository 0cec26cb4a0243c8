package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// One long row with 128 lanes in chunks of 2048 to 16384, in L2 and beyond.
public class RowSumChunk extends Timed {
    @Param({"2048", "4096", "8192", "16384"})
    public int chunk;

    @Param({"65536", "16777216"})
    public int n;

    private final RowSum kernel = RowSum.ofLanes(128);
    private long x;
    private long partials;

    @Setup
    public void open() {
        x = Raw.floats(n, -1, 1, 42);
        partials = Raw.allocate(4L * (n / chunk * 2 + 4));
        Definition.require("the sum", sum(), Definition.sum(Raw.floatArray(x, n), 128, chunk));
    }

    @Benchmark
    public float sum() {
        return kernel.sum(x, n, chunk, partials);
    }
}
