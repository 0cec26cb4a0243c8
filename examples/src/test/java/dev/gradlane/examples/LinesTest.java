package dev.gradlane.examples;

import static dev.gradlane.Indexing.argsortDescending;
import static dev.gradlane.Indexing.cumSum;
import static dev.gradlane.Indexing.sortDescending;
import static dev.gradlane.Indexing.takeAlong;
import static dev.gradlane.Indexing.topK;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.softmax;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Indexing;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Functions along a line in their other directions: descending, exclusive, from the end, along any axis.
class LinesTest {
    private static final Tensor X = Tensor.of(new double[] {0.0, Double.NaN, -0.0, 3, -1, 0.0, 3, Double.NaN}, 8);

    @Test
    void aDescendingSortIsTheReverseOrderAndKeepsEqualsInPlace() {
        Fn<List<Tensor>, List<Tensor>> f = Fn.trace("f", List.of(f64(8), i32(2, 3), f64(0)), in -> {
            Indexing.TopK top = topK(in.get(0), 5, -1);
            return List.of(
                    sortDescending(in.get(0), 0),
                    argsortDescending(in.get(0), 0),
                    takeAlong(in.get(0), 0, argsortDescending(in.get(0), 0)),
                    top.values(),
                    top.indices(),
                    sortDescending(in.get(1), 0),
                    argsortDescending(in.get(1), 1),
                    sortDescending(in.get(2), 0),
                    topK(in.get(0), 0, 0).values());
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            Tensor least = Tensor.of(new int[] {Integer.MIN_VALUE, 5, 0, 7, 5, Integer.MAX_VALUE}, 2, 3);
            List<Tensor> y = compiled.run(List.of(X, least, Tensor.of(new double[0])));
            double[] sorted = {Double.NaN, Double.NaN, 3, 3, 0.0, 0.0, -0.0, -1};
            assertArrayEquals(sorted, y.get(0).toDoubles());
            assertArrayEquals(new long[] {1, 7, 3, 6, 0, 5, 2, 4}, y.get(1).toLongs());
            assertArrayEquals(sorted, y.get(2).toDoubles());
            assertArrayEquals(
                    new double[] {Double.NaN, Double.NaN, 3, 3, 0.0}, y.get(3).toDoubles());
            assertArrayEquals(new long[] {1, 7, 3, 6, 0}, y.get(4).toLongs());
            assertArrayEquals(
                    new int[] {7, 5, Integer.MAX_VALUE, Integer.MIN_VALUE, 5, 0},
                    y.get(5).toInts());
            assertArrayEquals(new long[] {1, 2, 0, 2, 0, 1}, y.get(6).toLongs());
            assertEquals(0, y.get(7).toDoubles().length);
            assertEquals(0, y.get(8).toDoubles().length);
        }
    }

    @Test
    void theDerivativeFollowsTheLargest() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(4), x -> {
            Tensor top = topK(x, 2, 0).values();
            return top.get(0).times(10).plus(top.get(1));
        });
        try (var engine = Engine.open("cpu");
                var gradient = engine.compile(f.gradient())) {
            assertArrayEquals(
                    new double[] {0, 1, 10, 0},
                    gradient.run(Tensor.of(new double[] {1, 2, 3, -4})).toDoubles());
        }
    }

    @Test
    void runningSumsFromBothEndsWithAndWithoutTheirElement() {
        Fn<List<Tensor>, List<Tensor>> f = Fn.trace("f", List.of(f64(2, 3), f64(0)), in -> {
            Tensor x = in.get(0);
            return List.of(
                    cumSum(x, 1, false, true),
                    cumSum(x, 1, true, false),
                    cumSum(x, -1, true, true),
                    cumSum(x, 0, true, false),
                    cumSum(in.get(1), 0, true, true));
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            List<Tensor> y =
                    compiled.run(List.of(Tensor.of(new double[] {1, 2, 4, 8, 16, 32}, 2, 3), Tensor.of(new double[0])));
            assertArrayEquals(new double[] {7, 6, 4, 56, 48, 32}, y.get(0).toDoubles());
            assertArrayEquals(new double[] {0, 1, 3, 0, 8, 24}, y.get(1).toDoubles());
            assertArrayEquals(new double[] {6, 4, 0, 48, 32, 0}, y.get(2).toDoubles());
            assertArrayEquals(new double[] {0, 0, 0, 1, 2, 4}, y.get(3).toDoubles());
            assertEquals(0, y.get(4).toDoubles().length);
        }
    }

    /// Along another axis the same bits as along the last of the transposed array.
    @Test
    void softmaxAndLogSumExpAlongAnyAxis() {
        Fn<Tensor, List<Tensor>> f = Fn.trace("f", f64(3, 2), x -> {
            Tensor t = x.transpose();
            return List.of(softmax(x, 0), softmax(t).transpose(), logSumExp(x, 0), logSumExp(t));
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            double no = Double.NEGATIVE_INFINITY;
            List<Tensor> y = compiled.run(Tensor.of(new double[] {0.1, no, 700, no, -3, no}, 3, 2));
            assertArrayEquals(y.get(1).toDoubles(), y.get(0).toDoubles());
            assertArrayEquals(y.get(3).toDoubles(), y.get(2).toDoubles());
            assertArrayEquals(new double[] {700, no}, y.get(2).toDoubles());
        }
    }

    @Test
    void whatHasNoEndIsRefused() {
        Tensor symbolic = f64(Dim.symbol("N"));
        refused(() -> Fn.trace("f", symbolic, x -> sortDescending(x, 0)), "fixed extent");
        refused(() -> Fn.trace("f", symbolic, x -> cumSum(x, 0, true, false)), "fixed extent");
        refused(() -> Fn.trace("f", symbolic, x -> topK(x, 1, 0).values()), "the extent of the axis");
        refused(() -> Fn.trace("f", f64(3), x -> topK(x, 4, 0).values()), "the extent of the axis");
        refused(() -> Fn.trace("f", f64(3), x -> topK(x, 1, 1).values()), "the extent of the axis");
    }

    private static void refused(org.junit.jupiter.api.function.Executable f, String why) {
        var e = assertThrows(GraphException.class, f);
        assertTrue(e.getMessage().contains(why) && e.getMessage().contains("LinesTest.java"), e::getMessage);
    }
}
