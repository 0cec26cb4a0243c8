package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The orders of sums and products, bit for bit against [Definition], at every size where a tree changes its form.
final class OrdersTest {
    private static final int[] SIZES = {
        0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 513, 4095, 4096, 4097, 8192, 12289
    };

    /// @param fill what the elements are
    record Case(DType dtype, int n, String fill) {}

    static Stream<Case> cases() {
        return Stream.of(DType.F32, DType.F64)
                .flatMap(dtype -> IntStream.of(SIZES)
                        .boxed()
                        .flatMap(n -> Stream.of(
                                        "wide", "close to one", "minus zero", "one infinity", "one NaN", "subnormal")
                                .map(fill -> new Case(dtype, n, fill))));
    }

    private static long[] elements(Case c, long seed) {
        SplittableRandom random = new SplittableRandom(seed + c.n());
        double[] x = DoubleStream.generate(() -> switch (c.fill()) {
                    case "wide" -> (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(40));
                    case "minus zero" -> -0.0;
                    case "subnormal" -> (random.nextDouble() - 0.5) * (c.dtype() == DType.F32 ? 1e-40 : 1e-310);
                    default -> 1 + (random.nextDouble() - 0.5) / 16;
                })
                .limit(c.n())
                .toArray();
        if (c.n() > 0 && c.fill().startsWith("one ")) {
            x[random.nextInt(c.n())] = c.fill().equals("one NaN") ? Double.NaN : Double.NEGATIVE_INFINITY;
        }
        return Bits.of(c.dtype(), x);
    }

    private static List<Double> numbers(DType dtype, long[] bits) {
        return Arrays.stream(bits).mapToObj(dtype::toDouble).toList();
    }

    private static void requireResult(Case c, double expected, GraphBuilder b, long[]... inputs) {
        Bits.requireSame(c.toString(), c.dtype(), Bits.of(c.dtype(), expected), OnCpu.result(b.build(), inputs));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumIsInLanes(Case c) {
        long[] x = elements(c, 1);
        var b = new GraphBuilder("sum");
        b.output("y", b.input("x", TensorType.of(c.dtype(), c.n())).reduce(Reduction.SUM, List.of(0)));
        requireResult(c, new Definition(c.dtype()).sum(numbers(c.dtype(), x)), b, x);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productIsInHalves(Case c) {
        long[] x = elements(c, 2);
        var b = new GraphBuilder("product");
        b.output("y", b.input("x", TensorType.of(c.dtype(), c.n())).reduce(Reduction.PROD, List.of(0)));
        requireResult(c, new Definition(c.dtype()).product(numbers(c.dtype(), x)), b, x);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void dotIsInLanesOrChain(Case c) {
        long[] x = elements(c, 3);
        long[] y = elements(new Case(c.dtype(), c.n(), "wide"), 4);
        Definition definition = new Definition(c.dtype());
        for (Order order : List.of(Order.LANES, Order.CHAIN)) {
            var b = new GraphBuilder("dot");
            var type = TensorType.of(c.dtype(), c.n());
            b.output("y", b.input("x", type).dot(b.input("w", type), DotAxes.contract(0, 0), order));
            List<Double> left = numbers(c.dtype(), x);
            List<Double> right = numbers(c.dtype(), y);
            requireResult(
                    c,
                    order == Order.LANES ? definition.dotLanes(left, right) : definition.dotChain(left, right),
                    b,
                    x,
                    y);
        }
    }

    @Test
    void aSumOfMoreThanChunksOfChunksRecurses() {
        int n = 4096 * 4096 + 5;
        float[] x = new float[n];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextDouble() - 0.3);
        }
        // the results of chunks, of chunks of chunks, and the one sum of those
        double[] level = new double[n / 4096 + 1];
        Definition definition = new Definition(DType.F32);
        for (int c = 0; c < level.length; c++) {
            int from = c * 4096;
            level[c] = definition.sum(IntStream.range(from, Math.min(n, from + 4096))
                    .mapToObj(i -> (double) x[i])
                    .toList());
        }
        double expected = definition.add(
                definition.sum(DoubleStream.of(level).limit(4096).boxed().toList()), level[4096]);
        var b = new GraphBuilder("sum");
        b.output("y", b.input("x", TensorType.of(DType.F32, n)).reduce(Reduction.SUM, List.of(0)));
        float[] y = new float[1];
        try (Device device = new CpuBackend().open("cpu");
                Executable executable = device.compile(b.build(), CompileOptions.DEFAULT);
                Buffer in = device.wrap(MemorySegment.ofArray(x));
                Buffer out = device.wrap(MemorySegment.ofArray(y))) {
            executable.run(new Launch(List.of(in), Map.of(), List.of(out))).await();
        }
        assertEquals(Float.floatToIntBits((float) expected), Float.floatToIntBits(y[0]));
    }
}
