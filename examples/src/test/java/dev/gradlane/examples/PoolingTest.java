package dev.gradlane.examples;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Pooling.averagePool1d;
import static dev.gradlane.Pooling.averagePool2d;
import static dev.gradlane.Pooling.maxPool1d;
import static dev.gradlane.Pooling.maxPool2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Sliding;
import dev.gradlane.Tensor;
import dev.gradlane.graph.GraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pooling against loops in the stated order, bit for bit.
class PoolingTest {
    private static final int H = 7;
    private static final int W = 5;
    private static final int C = 2;

    /// @param rows stride, dilation, low, high of the rows; then the same of the columns
    private record Pool(int i, int j, int[] rows, int[] columns) {
        Sliding sliding() {
            return Sliding.VALID
                    .stride(rows[0], columns[0])
                    .dilated(rows[1], columns[1])
                    .padded(new long[] {rows[2], columns[2]}, new long[] {rows[3], columns[3]});
        }

        int down() {
            return (H + rows[2] + rows[3] - (i - 1) * rows[1] - 1) / rows[0] + 1;
        }

        int across() {
            return (W + columns[2] + columns[3] - (j - 1) * columns[1] - 1) / columns[0] + 1;
        }

        /// Which elements of x window (o, p) has in channel c, row-major; −1 where it has padding.
        int[] window(int o, int p, int c) {
            return IntStream.range(0, i * j)
                    .map(k -> {
                        int row = o * rows[0] - rows[2] + k / j * rows[1];
                        int column = p * columns[0] - columns[2] + k % j * columns[1];
                        boolean inside = row >= 0 && row < H && column >= 0 && column < W;
                        return inside ? (row * W + column) * C + c : -1;
                    })
                    .toArray();
        }
    }

    private static final List<Pool> POOLS = List.of(
            // tiles with a rest, tiles with padding
            new Pool(2, 2, new int[] {2, 1, 0, 0}, new int[] {2, 1, 0, 0}),
            new Pool(2, 3, new int[] {2, 1, 1, 0}, new int[] {3, 1, 1, 2}),
            // overlapping, and a stride greater than the window
            new Pool(3, 3, new int[] {1, 1, 0, 0}, new int[] {2, 2, 2, 1}),
            new Pool(2, 1, new int[] {4, 1, 0, 0}, new int[] {3, 1, 0, 0}),
            // one window for all; corners of padding alone
            new Pool(H, W, new int[] {1, 1, 0, 0}, new int[] {1, 1, 0, 0}),
            new Pool(2, 2, new int[] {1, 1, 2, 2}, new int[] {1, 1, 2, 2}));

    private static double[] numbers(boolean special) {
        var random = new SplittableRandom(9);
        double[] few = {-0.0, 0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        return IntStream.range(0, H * W * C)
                .mapToDouble(_ -> special ? few[random.nextInt(few.length)] : random.nextDouble(-1, 1))
                .toArray();
    }

    @Test
    void everyPoolHasTheBitsOfItsLoops() {
        Fn<Tensor, List<Tensor>> all = Fn.trace("all", f64(H, W, C), x -> {
            List<Tensor> y = new ArrayList<>();
            for (Pool pool : POOLS) {
                y.add(maxPool2d(x, pool.i, pool.j, pool.sliding()));
                y.add(averagePool2d(x, pool.i, pool.j, pool.sliding()));
            }
            return y;
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(all)) {
            for (boolean special : new boolean[] {false, true}) {
                double[] x = numbers(special);
                List<Tensor> y = compiled.run(Tensor.of(x, H, W, C));
                for (int k = 0; k < POOLS.size(); k++) {
                    Pool pool = POOLS.get(k);
                    assertArrayEquals(max(pool, x), y.get(2 * k).toDoubles(), "max " + pool);
                    assertArrayEquals(average(pool, x), y.get(2 * k + 1).toDoubles(), "average " + pool);
                }
            }
        }
    }

    private static double[] max(Pool pool, double[] x) {
        return each(
                pool,
                window -> Arrays.stream(window)
                        .mapToDouble(at -> at < 0 ? Double.NEGATIVE_INFINITY : x[at])
                        .reduce(Double.NEGATIVE_INFINITY, Math::max));
    }

    private static double[] average(Pool pool, double[] x) {
        return each(pool, window -> {
            double[] elements = Arrays.stream(window)
                    .mapToDouble(at -> at < 0 ? -0.0 : x[at])
                    .toArray();
            return PinnedSums.lanes(elements)
                    / Arrays.stream(window).filter(at -> at >= 0).count();
        });
    }

    private interface OfWindow {
        double of(int[] window);
    }

    private static double[] each(Pool pool, OfWindow function) {
        double[] y = new double[pool.down() * pool.across() * C];
        for (int k = 0; k < y.length; k++) {
            y[k] = function.of(pool.window(k / C / pool.across(), k / C % pool.across(), k % C));
        }
        return y;
    }

    /// Ties share equally, also where a window has them in two rows; a NaN takes all.
    @Test
    void theGreatestElementsShareTheDerivative() {
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(4, 2, 1), x -> maxPool2d(x, 2, 2).sum());
        try (var engine = Engine.open("cpu");
                var gradient = engine.compile(f.gradient())) {
            Tensor x = Tensor.of(new double[] {3, 3, 1, 3, Double.NaN, 9, 1, 1}, 4, 2, 1);
            double third = 1 / 3.0;
            assertArrayEquals(
                    new double[] {third, third, 0, third, 1, 0, 0, 0},
                    gradient.run(x).toDoubles());
        }
    }

    @Test
    void alongOneAxisOfIntegersAndOverStacks() {
        Fn<List<Tensor>, List<Tensor>> f = Fn.trace(
                "f",
                List.of(i32(5, 1), f64(2, 5, 1)),
                in -> List.of(
                        maxPool1d(in.get(0), 2, Sliding.SAME),
                        maxPool1d(in.get(1), 2),
                        averagePool1d(in.get(1), 2),
                        averagePool1d(in.get(1), 3, Sliding.SAME.stride(2))));
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            List<Tensor> y = compiled.run(List.of(
                    Tensor.of(new int[] {-4, -9, -2, -7, -8}, 5, 1),
                    Tensor.of(new double[] {1, 5, 4, 2, 9, 6, 3, 0, 8, 7}, 2, 5, 1)));
            assertArrayEquals(new int[] {-4, -2, -2, -7, -8}, y.get(0).toInts());
            assertArrayEquals(new double[] {5, 4, 6, 8}, y.get(1).toDoubles());
            assertArrayEquals(new double[] {3, 3, 4.5, 4}, y.get(2).toDoubles());
            assertArrayEquals(
                    new double[] {3, 11 / 3.0, 5.5, 4.5, 11 / 3.0, 7.5},
                    y.get(3).toDoubles());
        }
    }

    @Test
    void windowsThatDoNotFitAreRefused() {
        var large = assertThrows(GraphException.class, () -> Fn.trace("f", f64(3, 3, 1), x -> maxPool2d(x, 2, 4)));
        assertTrue(large.getMessage().contains("more than the 3 of the padded array"), large::getMessage);
        var flat = assertThrows(GraphException.class, () -> Fn.trace("f", f64(3), x -> averagePool1d(x, 1)));
        assertTrue(flat.getMessage().contains("reshape the array to […, n, C]"), flat::getMessage);
        assertEquals(-1, flat.getMessage().indexOf("Windows.java"), flat::getMessage);
    }
}
