package dev.gradlane.benchmarks.kernels;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f32;

import dev.gradlane.Fn;
import dev.gradlane.benchmarks.FreeSums;
import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.SequentialColumns;
import dev.gradlane.benchmarks.constants.Definition;
import java.util.List;

/// Sums in the pinned order against sums in the order that is fastest for who writes them.
final class Sums {
    private static final int LANES = 128;
    private static final int CHUNK = 4096;

    private Sums() {}

    static Contest rows(String device, int rows, int n) {
        long x = Raw.floats(rows * n, -1, 1, 7);
        long sums = Raw.allocate(4L * rows);
        var graph = Fn.trace("rows", f32(rows, n), t -> t.sum(1)).graph();
        Compiled engine = new Compiled(device, graph, List.of(x), 1);
        engine.run();
        Contest.Kernel free = () -> {
            for (int i = 0; i < rows; i++) {
                Raw.put(FreeSums.sum(x + 4L * i * n, n), sums + 4L * i);
            }
        };
        free.run();
        verifyRows(engine, x, sums, rows, n);
        return contest("sums of rows", "eight accumulators in free order", 0.8, rows, n, engine, free);
    }

    /// Rows of a few vectors.
    static Contest shortRows(String device, int rows, int n) {
        long x = Raw.floats(rows * n, -1, 1, 7);
        long sums = Raw.allocate(4L * rows);
        var graph = Fn.trace("rows", f32(rows, n), t -> t.sum(1)).graph();
        Compiled engine = new Compiled(device, graph, List.of(x), 1);
        engine.run();
        Contest.Kernel free = () -> {
            for (int i = 0; i < rows; i++) {
                Raw.put(FreeSums.sumFew(x + 4L * i * n, n), sums + 4L * i);
            }
        };
        free.run();
        verifyRows(engine, x, sums, rows, n);
        return contest("sums of rows", "one accumulator in free order", 0.8, rows, n, engine, free);
    }

    static Contest rowsOfExp(String device, int rows, int n) {
        long x = Raw.floats(rows * n, -4, 4, 7);
        long sums = Raw.allocate(4L * rows);
        long exps = Raw.allocate(4L * rows * n);
        var graph = Fn.trace("rows", f32(rows, n), t -> exp(t).sum(1)).graph();
        Compiled engine = new Compiled(device, graph, List.of(x), 1);
        engine.run();
        Contest.Kernel free = () -> {
            for (int i = 0; i < rows; i++) {
                Raw.put(FreeSums.sumExp(x + 4L * i * n, n), sums + 4L * i);
            }
        };
        free.run();
        FreeSums.exp(x, rows * n, exps);
        verifyRows(engine, exps, sums, rows, n);
        return contest("sums of exp(rows)", "the same exp, free order", 0.8, rows, n, engine, free);
    }

    private static Contest contest(
            String what, String against, double target, int rows, int n, Compiled engine, Contest.Kernel free) {
        double work = (double) rows * n;
        return new Contest(what + " f32 " + rows + "x" + n, against, target, work, work, engine, free);
    }

    private static void verifyRows(Compiled engine, long x, long sums, int rows, int n) {
        for (int i = 0; i < rows; i++) {
            float[] row = Raw.floatArray(x + 4L * i * n, n);
            Contest.require("row " + i, Raw.get(engine.output() + 4L * i), Definition.sum(row, LANES, CHUNK));
            double exact = 0;
            double size = 0;
            for (float v : row) {
                exact += v;
                size += Math.abs(v);
            }
            Contest.requireNear("row " + i + " in free order", Raw.get(sums + 4L * i), exact, size);
        }
    }

    static Contest columns(String device, int rows, int columns) {
        long x = Raw.floats(rows * columns, -1, 1, 7);
        long sums = Raw.allocate(4L * columns);
        var graph = Fn.trace("columns", f32(rows, columns), t -> t.sum(0)).graph();
        Compiled engine = new Compiled(device, graph, List.of(x), 1);
        engine.run();
        Contest.Kernel sequential = () -> SequentialColumns.stream(x, rows, columns, sums);
        sequential.run();
        float[] column = new float[rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                column[i] = Raw.get(x + 4L * ((long) i * columns + j));
            }
            Contest.require("column " + j, Raw.get(engine.output() + 4L * j), Definition.sum(column, LANES, CHUNK));
            Contest.require("column " + j + " in turn", Raw.get(sums + 4L * j), Definition.sequential(column));
        }
        return contest("sums of columns", "row after row", 0.8, rows, columns, engine, sequential);
    }
}
