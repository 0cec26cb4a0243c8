package dev.gradlane.examples;

import static dev.gradlane.Indexing.argmax;
import static dev.gradlane.Indexing.argmin;
import static dev.gradlane.Indexing.argsort;
import static dev.gradlane.Indexing.cumSum;
import static dev.gradlane.Indexing.dynamicSlice;
import static dev.gradlane.Indexing.dynamicUpdate;
import static dev.gradlane.Indexing.reverse;
import static dev.gradlane.Indexing.scatterAdd;
import static dev.gradlane.Indexing.scatterAddAlong;
import static dev.gradlane.Indexing.sort;
import static dev.gradlane.Indexing.take;
import static dev.gradlane.Indexing.takeAlong;
import static dev.gradlane.Ops.bool;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.oneHot;
import static dev.gradlane.Ops.where;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.ComputeException;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.text.GraphText;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What indexes by a value, as a user writes it.
class IndexingTest {
    private static final Tensor TABLE = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);

    private static double[] run(List<Tensor> prototypes, List<Tensor> arguments, Function<List<Tensor>, Tensor> f) {
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(Fn.trace("f", prototypes, f))) {
            return compiled.run(arguments).toDoubles();
        }
    }

    private static Tensor indices(int... positions) {
        return Tensor.of(positions, positions.length);
    }

    @Test
    void takeReadsRowsAndItsGradientAddsToThem() {
        List<Tensor> in = List.of(f64(3, 2), i32(4));
        Function<List<Tensor>, Tensor> rows = x -> take(x.get(0), 0, x.get(1));
        assertArrayEquals(new double[] {5, 6, 1, 2, 5, 6, 5, 6}, run(in, List.of(TABLE, indices(2, 0, 2, 2)), rows));
        Fn<List<Tensor>, Tensor> sum = Fn.trace(
                "sum", in, x -> rows.apply(x).times(take(x.get(0), 0, x.get(1))).sum());
        try (var engine = Engine.open("cpu");
                var gradient = engine.compile(sum.partial(x -> x.get(0)))) {
            double[] g = gradient.run(List.of(TABLE, indices(2, 0, 2, 2))).toDoubles();
            assertArrayEquals(new double[] {2, 4, 0, 0, 30, 36}, g);
            assertEquals(0L, Double.doubleToRawLongBits(g[2]), "what no index reads has the gradient +0");
        }
    }

    @Test
    void oneHotHasAOneWhereTheClassIsAndNoneForWhatIsNoClass() {
        double[] rows = {0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        for (Tensor classes : List.of(indices(2, 0, 3, -1), Tensor.of(new long[] {2, 0, 3, -1}, 4))) {
            Tensor prototype = classes.dtype() == DType.I32 ? i32(4) : i64(4);
            assertArrayEquals(rows, run(List.of(prototype), List.of(classes), x -> oneHot(x.get(0), 3, DType.F64)));
        }
        assertArrayEquals(
                new double[] {0, 1, 0},
                run(List.of(i32()), List.of(Tensor.scalar(DType.I32, 1)), x -> oneHot(x.get(0), 3, DType.F32)));
    }

    @Test
    void takeAlongReadsOneElementPerIndex() {
        assertArrayEquals(
                new double[] {2, 1, 3, 3, 6, 5},
                run(
                        List.of(f64(3, 2), i64(3, 2)),
                        List.of(TABLE, Tensor.of(new long[] {1, 0, 0, 0, 1, 0}, 3, 2)),
                        x -> takeAlong(x.get(0), 1, x.get(1))));
        assertArrayEquals(
                new double[] {5, 2},
                run(
                        List.of(f64(3, 2), i32(1, 2)),
                        List.of(TABLE, Tensor.of(new int[] {2, 0}, 1, 2)),
                        x -> takeAlong(x.get(0), 0, x.get(1))));
    }

    @Test
    void equalIndicesAddUp() {
        assertArrayEquals(
                new double[] {1, 2, 3 + 10 + 30, 4 + 20 + 40, 5, 6},
                run(
                        List.of(i32(2), f64(2, 2)),
                        List.of(indices(1, 1), Tensor.of(new double[] {10, 20, 30, 40}, 2, 2)),
                        x -> scatterAdd(TABLE, 0, x.get(0), x.get(1))));
        assertArrayEquals(
                new double[] {1, 102, 103, 4, 5, 106},
                run(
                        List.of(i32(3, 1)),
                        List.of(Tensor.of(new int[] {1, 0, 1}, 3, 1)),
                        x -> scatterAddAlong(TABLE, -1, x.get(0), Tensor.of(new double[] {100, 100, 100}, 3, 1))));
    }

    @Test
    void aDynamicSliceIsReadAndReplaced() {
        List<Tensor> in = List.of(i32());
        assertArrayEquals(
                new double[] {3, 4, 5, 6}, run(in, List.of(scalar(1)), x -> dynamicSlice(TABLE, 0, x.get(0), 2)));
        assertArrayEquals(
                new double[] {1, 2, -0.0, Double.NaN, 5, 6},
                run(
                        in,
                        List.of(scalar(1)),
                        x -> dynamicUpdate(TABLE, 0, x.get(0), Tensor.of(new double[] {-0.0, Double.NaN}, 1, 2))));
        Tensor flags = Tensor.of(MemorySegment.ofArray(new byte[] {1, 1, 0}), DType.BOOL, 3);
        Tensor update = Tensor.of(MemorySegment.ofArray(new byte[] {0, 1}), DType.BOOL, 2);
        assertArrayEquals(
                new double[] {1, 0, 1},
                run(
                        List.of(bool(3), bool(2), i32()),
                        List.of(flags, update, scalar(1)),
                        x -> where(
                                dynamicUpdate(x.get(0), 0, x.get(2), x.get(1)),
                                constant(DType.F64, 1),
                                constant(DType.F64, 0))));
    }

    private static Tensor scalar(int value) {
        return Tensor.of(new int[] {value}, new long[0]);
    }

    @Test
    void theGradientOfAnUpdateIsASliceAndTheRest() {
        List<Tensor> in = List.of(f64(4), f64(2), i32());
        Fn<List<Tensor>, Tensor> f = Fn.trace("f", in, x -> {
            Tensor y = dynamicUpdate(x.get(0), 0, x.get(2), x.get(1));
            return y.times(y).sum();
        });
        List<Tensor> at = List.of(Tensor.of(new double[] {1, 2, 3, 4}), Tensor.of(new double[] {7, 8}), scalar(2));
        try (var engine = Engine.open("cpu");
                var g = engine.compile(f.gradient(x -> x.subList(0, 2)))) {
            List<Tensor> gradient = g.run(at);
            assertArrayEquals(new double[] {2, 4, 0, 0}, gradient.get(0).toDoubles());
            assertArrayEquals(new double[] {14, 16}, gradient.get(1).toDoubles());
        }
    }

    @Test
    void argmaxTakesTheFirstNaNElseTheLowestAmongEquals() {
        Tensor x =
                Tensor.of(new double[] {1, 3, 3, Double.NEGATIVE_INFINITY, Double.NaN, Double.NaN, -0.0, 0, -1}, 3, 3);
        try (var engine = Engine.open("cpu");
                var most = engine.compile(Fn.trace("f", f64(3, 3), a -> argmax(a, 1)));
                var least = engine.compile(Fn.trace("f", f64(3, 3), a -> argmin(a, -1)))) {
            assertArrayEquals(new long[] {1, 1, 0}, most.run(x).toLongs());
            assertArrayEquals(new long[] {0, 1, 2}, least.run(x).toLongs());
        }
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(2, 0), a -> argmax(a, 1)));
    }

    @Test
    void aSortedLineKnowsWhereItsElementsWere() {
        Tensor x = Tensor.of(new double[] {0.0, Double.NaN, -0.0, 3, -1, 0.0});
        List<Tensor> in = List.of(f64(6));
        assertArrayEquals(
                new double[] {-1, -0.0, 0.0, 0.0, 3, Double.NaN}, run(in, List.of(x), a -> sort(a.get(0), 0)));
        assertArrayEquals(
                new double[] {4, 2, 0, 5, 3, 1},
                run(in, List.of(x), a -> argsort(a.get(0), -1).to(DType.F64)));
        Fn<Tensor, Tensor> least = Fn.trace("f", f64(4), a -> sort(a, 0).get(0).times(2));
        try (var engine = Engine.open("cpu");
                var g = engine.compile(least.gradient())) {
            assertArrayEquals(
                    new double[] {0, 0, 2, 0},
                    g.run(Tensor.of(new double[] {3, 2, 1, 4})).toDoubles());
        }
    }

    @Test
    void runningSumsAndReversedLines() {
        List<Tensor> in = List.of(f64(3, 2));
        assertArrayEquals(new double[] {1, 2, 4, 6, 9, 12}, run(in, List.of(TABLE), a -> cumSum(a.get(0), 0)));
        assertArrayEquals(new double[] {1, 3, 3, 7, 5, 11}, run(in, List.of(TABLE), a -> cumSum(a.get(0), -1)));
        assertArrayEquals(new double[] {5, 6, 3, 4, 1, 2}, run(in, List.of(TABLE), a -> reverse(a.get(0), 0)));
        assertArrayEquals(new double[] {6, 5, 4, 3, 2, 1}, run(in, List.of(TABLE), a -> reverse(a.get(0))));
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(3), a -> cumSum(a, 0).times(cumSum(a, 0)).sum());
        try (var engine = Engine.open("cpu");
                var g = engine.compile(f.gradient())) {
            // cumSum is 1, 3, 6; the gradient is the sum of twice those from the end
            assertArrayEquals(
                    new double[] {20, 18, 12},
                    g.run(Tensor.of(new double[] {1, 2, 3})).toDoubles());
        }
    }

    @Test
    void anIndexOutOfRangeNamesTheSampleAndTheLine() {
        Fn<List<Tensor>, Tensor> f = Fn.trace("f", List.of(f64(3), i32()), x -> take(x.get(0), 0, x.get(1)));
        Tensor samples = indices(0, 2, 3, -1);
        try (var engine = Engine.open("cpu");
                var batch = engine.compile(f.batched(x -> x.get(1)))) {
            var e = assertThrows(
                    ComputeException.class, () -> batch.run(List.of(Tensor.of(new double[] {1, 2, 3}), samples)));
            assertTrue(e.getMessage().contains("sample 2:"), e.getMessage());
            assertTrue(e.getMessage().contains("IndexingTest.java:"), e.getMessage());
            assertTrue(e.getMessage().contains("axis 0"), e.getMessage());
        }
        Tensor far = scalar(Integer.MAX_VALUE);
        assertThrows(
                ComputeException.class,
                () -> run(List.of(i32()), List.of(far), x -> dynamicSlice(TABLE, 0, x.get(0), 2)));
        assertThrows(
                ComputeException.class,
                () -> run(
                        List.of(i32()),
                        List.of(scalar(2)),
                        x -> dynamicUpdate(TABLE, 0, x.get(0), TABLE.slice(0, 0, 2))));
    }

    /// The batch of tables becomes one pass over all sources: no array of per-sample tables exists.
    @Test
    void theGradientOfATableThatAllSamplesReadIsOneScatter() {
        Fn<List<Tensor>, Tensor> f = Fn.trace(
                "f",
                List.of(f64(5), i32(2), f64(2)),
                x -> take(x.get(0), 0, x.get(1)).times(x.get(2)).sum());
        Fn<List<Tensor>, Tensor> g =
                f.batched(x -> List.of(x.get(1), x.get(2))).sum().partial(x -> x.get(0));
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(g)) {
            String text = GraphText.print(compiled.program().frozen());
            assertTrue(text.contains("f64[5] = scatterAdd") && !text.contains("f64[B,5]"), text);
            Tensor ids = Tensor.of(new int[] {0, 1, 1, 1, 4, 0}, 3, 2);
            Tensor weights = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
            Tensor table = Tensor.of(new double[5]);
            assertArrayEquals(
                    new double[] {7, 9, 0, 0, 5},
                    compiled.run(List.of(table, ids, weights)).toDoubles());
        }
    }
}
