package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.SequentialColumns;
import dev.gradlane.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Column sums with 64, 128 and 256 lanes, and with none: row after row.
public class ColumnSumLanes extends Timed {
    @Param({"1024x256", "65536x32", "4096x1024"})
    public String size = "";

    /// lanes/depth of the tile, or one of the two sequential versions.
    @Param({"64/4", "64/64", "128/2", "128/4", "128/8", "128/32", "256/4", "256/16", "stream", "strip"})
    public String visit = "";

    private Runnable kernel = () -> {};
    private long to;

    @Setup
    public void open() {
        String[] extents = size.split("x");
        int rows = Integer.parseInt(extents[0]);
        int columns = Integer.parseInt(extents[1]);
        long x = Raw.floats(rows * columns, -1, 1, 42);
        long partials = Raw.allocate(4L * columns * (rows / ColumnSum.CHUNK + 2));
        long slab = Raw.allocate(64 << 10);
        to = Raw.allocate(4L * columns);
        switch (visit) {
            case "stream" -> kernel = () -> SequentialColumns.stream(x, rows, columns, to);
            case "strip" -> kernel = () -> SequentialColumns.strips(x, rows, columns, to);
            default -> {
                var sum = new ColumnSum(columns, lanes(), Integer.parseInt(visit.split("/")[1]));
                kernel = () -> sum.sum(x, rows, to, partials, slab);
            }
        }
        kernel.run();
        for (int j = 0; j < columns; j++) {
            float[] column = new float[rows];
            for (int i = 0; i < rows; i++) {
                column[i] = Raw.get(x + 4L * ((long) i * columns + j));
            }
            float expected =
                    lanes() == 0 ? Definition.sequential(column) : Definition.sum(column, lanes(), ColumnSum.CHUNK);
            Definition.require("column " + j, Raw.get(to + 4L * j), expected);
        }
    }

    private int lanes() {
        return visit.contains("/") ? Integer.parseInt(visit.split("/")[0]) : 0;
    }

    @Benchmark
    public float sum() {
        kernel.run();
        return Raw.get(to);
    }
}
