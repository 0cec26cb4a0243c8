package dev.gradlane.examples;

import static dev.gradlane.Convolutions.conv1d;
import static dev.gradlane.Convolutions.conv2d;
import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Sliding;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Convolutions against loops in the stated order, bit for bit.
class ConvolutionsTest {
    private static final double[] SPECIAL = {
        0, -0.0, 1, -1, Double.MIN_VALUE, 1e308, Double.POSITIVE_INFINITY, Double.NaN
    };

    /// An image of h × w × c, a kernel of i × j, d output channels, and how they meet.
    ///
    /// @param rows per side: stride, dilation, low, high of the rows; then the same of the columns
    private record Meeting(int h, int w, int c, int i, int j, int d, int groups, int[] rows, int[] columns) {
        static Meeting plain(int h, int w, int c, int i, int j, int d) {
            return new Meeting(h, w, c, i, j, d, 1, new int[] {1, 1, 0, 0}, new int[] {1, 1, 0, 0});
        }

        Sliding sliding() {
            return Sliding.VALID
                    .stride(rows[0], columns[0])
                    .dilated(rows[1], columns[1])
                    .padded(new long[] {rows[2], columns[2]}, new long[] {rows[3], columns[3]});
        }

        Tensor image() {
            return f64(h, w, c);
        }

        Tensor kernel() {
            return f64(i, j, c / groups, d);
        }

        /// y\[o, p, e] as one chain over kernel rows, kernel columns, channels.
        double[] loops(double[] x, double[] kernel) {
            int mine = c / groups;
            int down = (h + rows[2] + rows[3] - (i - 1) * rows[1] - 1) / rows[0] + 1;
            int across = (w + columns[2] + columns[3] - (j - 1) * columns[1] - 1) / columns[0] + 1;
            double[] y = new double[down * across * d];
            for (int o = 0; o < down; o++) {
                for (int p = 0; p < across; p++) {
                    for (int e = 0; e < d; e++) {
                        double[] a = new double[i * j * mine];
                        double[] b = new double[i * j * mine];
                        for (int k = 0; k < a.length; k++) {
                            int row = o * rows[0] - rows[2] + k / mine / j * rows[1];
                            int column = p * columns[0] - columns[2] + k / mine % j * columns[1];
                            boolean inside = row >= 0 && row < h && column >= 0 && column < w;
                            int channel = e / (d / groups) * mine + k % mine;
                            a[k] = inside ? x[(row * w + column) * c + channel] : 0;
                            b[k] = kernel[k * d + e];
                        }
                        y[(o * across + p) * d + e] = PinnedSums.chain(a, b);
                    }
                }
            }
            return y;
        }
    }

    private static final List<Meeting> MEETINGS = List.of(
            Meeting.plain(5, 6, 2, 3, 2, 4),
            Meeting.plain(1, 1, 1, 1, 1, 1),
            Meeting.plain(4, 4, 3, 4, 4, 2),
            // 300 terms: more than a block
            Meeting.plain(3, 2, 50, 3, 2, 1),
            Meeting.plain(2, 3, 0, 1, 2, 2),
            Meeting.plain(3, 3, 2, 2, 2, 0),
            // strides greater than the window; windows that tile, with a rest
            new Meeting(9, 8, 1, 2, 1, 3, 1, new int[] {4, 1, 0, 0}, new int[] {3, 1, 0, 0}),
            new Meeting(7, 6, 2, 2, 3, 2, 1, new int[] {2, 1, 0, 0}, new int[] {3, 1, 0, 0}),
            new Meeting(7, 5, 4, 3, 2, 6, 2, new int[] {2, 2, 1, 3}, new int[] {1, 3, 0, 2}),
            // depthwise, and a window of padding alone
            new Meeting(3, 2, 3, 2, 2, 3, 3, new int[] {1, 1, 2, 2}, new int[] {2, 1, 2, 0}));

    private static Tensor random(Tensor type, SplittableRandom random, boolean special) {
        double[] x = new double[(int) type.shape().size()];
        for (int k = 0; k < x.length; k++) {
            x[k] = special && random.nextInt(3) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextDouble(-1, 1);
        }
        return Tensor.of(x, shape(type));
    }

    private static long[] shape(Tensor type) {
        return type.shape().dims().stream()
                .mapToLong(d -> ((Dim.Fixed) d).size())
                .toArray();
    }

    @Test
    void everyMeetingHasTheBitsOfItsLoops() {
        List<Tensor> prototypes = new ArrayList<>();
        MEETINGS.forEach(m -> prototypes.addAll(List.of(m.image(), m.kernel())));
        Fn<List<Tensor>, List<Tensor>> all = Fn.trace("all", prototypes, in -> {
            List<Tensor> y = new ArrayList<>();
            for (int k = 0; k < MEETINGS.size(); k++) {
                Meeting m = MEETINGS.get(k);
                y.add(conv2d(in.get(2 * k), in.get(2 * k + 1), m.sliding(), m.groups));
            }
            return y;
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(all)) {
            for (boolean special : new boolean[] {false, true}) {
                var random = new SplittableRandom(5);
                List<Tensor> in = prototypes.stream()
                        .map(type -> random(type, random, special))
                        .toList();
                List<Tensor> y = compiled.run(in);
                for (int k = 0; k < MEETINGS.size(); k++) {
                    Meeting m = MEETINGS.get(k);
                    assertArrayEquals(
                            m.loops(in.get(2 * k).toDoubles(), in.get(2 * k + 1).toDoubles()),
                            y.get(k).toDoubles(),
                            m + ", special values: " + special);
                }
            }
        }
    }

    /// What has other names for a meeting above: 'same', one axis, axes before.
    @Test
    void otherFormsAreTheSameSums() {
        List<Tensor> prototypes = List.of(f64(5, 6, 2), f64(3, 2, 2, 4), f64(7, 2), f64(3, 2, 4), f64(0, 3, 1));
        Fn<List<Tensor>, List<Tensor>> forms = Fn.trace("forms", prototypes, in -> {
            Tensor x = in.get(0);
            Tensor k = in.get(1);
            Tensor line = in.get(2);
            Tensor short3 = in.get(3);
            Tensor stack = line.reshape(1, 7, 2).broadcastTo(f64(2, 7, 2).shape());
            return List.of(
                    conv2d(x, k, Sliding.SAME.stride(2, 3)),
                    conv2d(x, k, Sliding.VALID.stride(2, 3).padded(new long[] {1, 0}, new long[] {1, 0})),
                    conv1d(line, short3),
                    conv2d(line.reshape(7, 1, 2), short3.reshape(3, 1, 2, 4)),
                    conv1d(stack, short3, Sliding.SAME.dilated(2)),
                    conv1d(line, short3, Sliding.VALID.dilated(2).padded(2)),
                    conv1d(in.get(4), short3.slice(1, 0, 1), Sliding.SAME.stride(2)));
        });
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(forms)) {
            var random = new SplittableRandom(6);
            List<Tensor> y = compiled.run(
                    prototypes.stream().map(type -> random(type, random, false)).toList());
            assertEquals("[3,2,4]", y.get(0).shape().toString());
            assertArrayEquals(y.get(1).toDoubles(), y.get(0).toDoubles());
            assertArrayEquals(y.get(3).toDoubles(), y.get(2).toDoubles());
            double[] one = y.get(5).toDoubles();
            double[] two = y.get(4).toDoubles();
            assertArrayEquals(one, Arrays.copyOf(two, one.length));
            assertArrayEquals(one, Arrays.copyOfRange(two, one.length, 2 * one.length));
            assertEquals(0, y.get(6).toDoubles().length);
        }
    }

    @Test
    void whatCannotMeetIsRefusedWithWhatToDo() {
        refused("pad more", x -> conv2d(x, constant(6, 1, 2, 3)));
        refused("slice the array", x -> conv2d(x, constant(1, 1, 2, 3), Sliding.VALID.padded(-1)));
        refused("use 1 or more", x -> conv2d(x, constant(1, 1, 2, 3), Sliding.SAME.stride(0)));
        refused("1 means neighbouring", x -> conv2d(x, constant(1, 1, 2, 3), Sliding.SAME.dilated(1, 0)));
        refused("give one, or 2", x -> conv2d(x, constant(1, 1, 2, 3), Sliding.SAME.stride(1, 1, 1)));
        refused("at least one element", x -> conv2d(x, constant(0, 1, 2, 3)));
        refused("channels are the last axis", x -> conv2d(x, constant(1, 1, 3, 3)));
        refused("in each of 2 groups", x -> conv2d(x, constant(1, 1, 2, 4), Sliding.VALID, 2));
        refused("use a multiple", x -> conv2d(x, constant(1, 1, 1, 3), Sliding.VALID, 2));
        refused("1 lets all channels mix", x -> conv2d(x, constant(1, 1, 2, 3), Sliding.VALID, 0));
        refused("a kernel has 2 extents", x -> conv2d(x, constant(1, 2, 3)));
        refused("reshape the array", x -> conv2d(x.reshape(10, 2), constant(1, 1, 2, 3)));
        refused("passes 2^63-1", x -> conv2d(x, constant(3, 1, 2, 3), Sliding.SAME.dilated(Long.MAX_VALUE)));
        var rows = f64(Dim.symbol("N"), Dim.of(5), Dim.of(2));
        var symbolic =
                assertThrows(GraphException.class, () -> Fn.trace("f", rows, x -> conv2d(x, constant(1, 1, 2, 3))));
        assertTrue(symbolic.getMessage().contains("needs a fixed extent"), symbolic::getMessage);
    }

    private static Tensor constant(long... shape) {
        long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return Tensor.of(new double[(int) size], shape);
    }

    private static void refused(String toDo, UnaryOperator<Tensor> f) {
        var e = assertThrows(GraphException.class, () -> Fn.trace("f", f64(5, 2, 2), f));
        assertTrue(e.getMessage().contains(toDo), e::getMessage);
        assertTrue(e.getMessage().contains("ConvolutionsTest.java"), e::getMessage);
    }
}
