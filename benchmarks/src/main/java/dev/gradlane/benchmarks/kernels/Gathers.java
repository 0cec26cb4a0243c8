package dev.gradlane.benchmarks.kernels;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Elements at indices that are values: rows of a table against a copy of as many neighbouring rows, single elements
/// against the Vector API's own gather, which reads arrays on the heap only.
final class Gathers {
    private static final VectorSpecies<Integer> I32 = IntVector.SPECIES_PREFERRED;

    private Gathers() {}

    /// Rows of a table, as words are looked up.
    static Contest rows(String device, int table, int rows, int width) {
        var b = new GraphBuilder("embedding");
        Expr x = b.input("table", TensorType.of(DType.F32, table, width));
        Expr i = b.input("words", TensorType.of(DType.I32, rows));
        b.output("rows", x.gather(i, 0, 0));
        long from = Raw.floats(table * width, -1, 1, 7);
        long at = indices(rows, table);
        Compiled engine = new Compiled(device, b.build(), List.of(from, at), 1);
        engine.run();
        for (int k = 0; k < rows * width; k++) {
            long element =
                    from + 4L * (ALL.get(ValueLayout.JAVA_INT, at + 4L * (k / width)) * (long) width + k % width);
            Contest.require("element " + k, Raw.get(engine.output() + 4L * k), Raw.get(element));
        }
        long to = engine.output();
        return new Contest(
                "rows of " + width + " f32, " + rows + " of " + table,
                "a copy of " + rows + " neighbouring rows",
                0.8,
                (double) rows * width,
                (double) rows * width,
                engine,
                () -> copy(from, to, 4L * rows * width));
    }

    /// The sums of gathered rows.
    static Contest bags(String device, int table, int bags, int words, int width) {
        var b = new GraphBuilder("bags");
        Expr x = b.input("table", TensorType.of(DType.F32, table, width));
        Expr i = b.input("words", TensorType.of(DType.I32, bags, words));
        b.output("bags", x.gather(i, 0, 0).reduce(Reduction.SUM, List.of(1)));
        long from = Raw.floats(table * width, -1, 1, 7);
        long at = indices(bags * words, table);
        Compiled engine = new Compiled(device, b.build(), List.of(from, at), 1);
        engine.run();
        long to = Raw.allocate(4L * bags * words * width);
        return new Contest(
                "sums of " + words + " gathered rows of " + width + " f32, " + bags + " times",
                "a copy of " + bags * words + " neighbouring rows",
                0.8,
                (double) bags * words * width,
                (double) bags * words * width,
                engine,
                () -> copy(from, to, 4L * bags * words * width));
    }

    /// y[k] = table[i[k]].
    static Contest elements(String device, int table, int n) {
        var b = new GraphBuilder("table");
        Expr x = b.input("table", TensorType.of(DType.F32, table));
        Expr i = b.input("at", TensorType.of(DType.I32, n));
        b.output("y", x.gather(i, 0, 0));
        long from = Raw.floats(table, -1, 1, 7);
        float[] onHeap = Raw.floatArray(from, table);
        long at = indices(n, table);
        Compiled engine = new Compiled(device, b.build(), List.of(from, at), 1);
        engine.run();
        long to = engine.output();
        Contest.Kernel reference = () -> gather(onHeap, at, to, n);
        reference.run();
        return new Contest(
                "elements of a table of " + table + " f32, " + n,
                "the Vector API's gather of an array",
                0.8,
                n,
                n,
                engine,
                reference);
    }

    /// Between the two neighbours in a table that x lies between.
    static Contest interpolation(String device, int table, int n) {
        Graph graph = interpolation(table, n);
        long from = Raw.floats(table, -1, 1, 7);
        long at = Raw.floats(n, 0, table - 2, 8);
        Compiled engine = new Compiled(device, graph, List.of(from, at), 1);
        engine.run();
        float[] onHeap = Raw.floatArray(from, table);
        for (int k = 0; k < n; k++) {
            Contest.require("sample " + k, Raw.get(engine.output() + 4L * k), between(onHeap, Raw.get(at + 4L * k)));
        }
        long to = engine.output();
        return new Contest(
                "interpolation in a table of " + table + " f32, " + n + " samples",
                "a loop of scalars over an array",
                0.95,
                n,
                n,
                engine,
                () -> interpolate(onHeap, at, to, n));
    }

    private static Graph interpolation(int table, int n) {
        var b = new GraphBuilder("interpolation");
        Expr values = b.input("table", TensorType.of(DType.F32, table));
        Expr x = b.input("x", TensorType.of(DType.F32, n));
        Expr left = x.floor();
        Expr at = left.convert(DType.I32);
        Expr low = values.gather(at, 0, 0);
        Expr high = values.gather(at.add(1), 0, 0);
        return b.output("y", high.sub(low).mul(x.sub(left)).add(low)).build();
    }

    private static float between(float[] table, float x) {
        float left = (float) Math.floor(x);
        int at = (int) left;
        return (table[at + 1] - table[at]) * (x - left) + table[at];
    }

    private static void interpolate(float[] table, long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            Raw.put(between(table, Raw.get(x + 4L * i)), y + 4L * i);
        }
    }

    /// The elements in reverse.
    static Contest reverse(String device, int n) {
        var b = new GraphBuilder("reverse");
        b.output("y", b.input("x", TensorType.of(DType.F32, n)).reverse(0));
        long x = Raw.floats(n, -1, 1, 7);
        Compiled engine = new Compiled(device, b.build(), List.of(x), 1);
        engine.run();
        for (int k = 0; k < n; k++) {
            Contest.require("element " + k, Raw.get(engine.output() + 4L * k), Raw.get(x + 4L * (n - 1 - k)));
        }
        long to = engine.output();
        return new Contest("the reverse of " + n + " f32", "a copy", 0.8, n, n, engine, () -> copy(x, to, 4L * n));
    }

    private static long indices(int n, int below) {
        long memory = Raw.allocate(4L * n);
        Random random = new Random(11);
        for (int i = 0; i < n; i++) {
            ALL.set(ValueLayout.JAVA_INT, memory + 4L * i, random.nextInt(below));
        }
        return memory;
    }

    private static void copy(long from, long to, long bytes) {
        for (long i = 0; i < bytes; i += 4L * F32.length()) {
            FloatVector.fromMemorySegment(F32, ALL, from + i, ORDER).intoMemorySegment(ALL, to + i, ORDER);
        }
    }

    private static void gather(float[] table, long at, long to, int n) {
        int[] map = new int[F32.length()];
        for (int i = 0; i < n; i += F32.length()) {
            IntVector.fromMemorySegment(I32, ALL, at + 4L * i, ORDER).intoArray(map, 0);
            FloatVector.fromArray(F32, table, 0, map, 0).intoMemorySegment(ALL, to + 4L * i, ORDER);
        }
    }
}
