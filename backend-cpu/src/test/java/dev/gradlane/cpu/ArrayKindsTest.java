package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Views, pads, concatenations, ramps and extents in random compositions against [Naive]; extents 0 and 1 included.
final class ArrayKindsTest {
    private static final int SEEDS = 150;

    private static Shape shape(List<Long> extents) {
        return new Shape(extents.stream().map(Dim::of).toList());
    }

    private static Naive random(DType dtype, List<Long> extents, Random random) {
        long[] specials = Specials.of(dtype);
        return Naive.of(dtype, extents, _ -> specials[random.nextInt(specials.length)]);
    }

    @ParameterizedTest
    @EnumSource
    void compositionsAreTheirFormulas(DType dtype) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Long> extents = IntStream.range(0, random.nextInt(4))
                    .mapToObj(_ -> random.nextInt(12) == 0 ? 0L : 1L + random.nextInt(4))
                    .toList();
            Naive input = random(dtype, extents, random);
            var b = new GraphBuilder("views");
            Expr x = b.input("x", new TensorType(dtype, shape(extents)));
            Naive expected = input;
            Expr y = x;
            List<Naive> all = new ArrayList<>();
            StringBuilder story = new StringBuilder(dtype + " seed " + seed + ":");
            for (int step = 0; step < 5; step++) {
                int rank = expected.shape().size();
                int axis = rank == 0 ? 0 : random.nextInt(rank);
                int kind = rank == 0 ? random.nextInt(2) : random.nextInt(7);
                story.append(" ").append(kind).append(expected.shape());
                switch (kind) {
                    case 0 -> {
                        List<Long> to = new ArrayList<>(expected.shape());
                        int at = random.nextInt(rank + 1);
                        to.add(at, (long) random.nextInt(1, 4));
                        List<Integer> axes = IntStream.range(0, rank + 1)
                                .filter(i -> i != at)
                                .boxed()
                                .toList();
                        expected = expected.broadcast(to, axes);
                        y = y.broadcast(shape(to), axes);
                    }
                    case 1 -> {
                        long size = expected.bits().size();
                        List<Long> to = size % 2 == 0 && size > 0 ? List.of(size / 2, 1L, 2L) : List.of(size, 1L);
                        expected = expected.reshape(to);
                        y = y.reshape(shape(to));
                    }
                    case 2 -> {
                        List<Integer> axes =
                                new ArrayList<>(IntStream.range(0, rank).boxed().toList());
                        Collections.shuffle(axes, random);
                        expected = expected.permute(axes);
                        y = y.permute(axes);
                    }
                    case 3 -> {
                        long extent = expected.shape().get(axis);
                        long start = extent == 0 ? 0 : random.nextLong(extent);
                        long stride = 1 + random.nextInt(3);
                        long size = extent == 0 ? 0 : random.nextLong((extent - start + stride - 1) / stride + 1);
                        expected = expected.slice(axis, start, size, stride);
                        y = y.slice(axis, start, size, stride);
                    }
                    case 4 -> {
                        long filler = Specials.of(dtype)[1];
                        long low = random.nextInt(3);
                        long high = random.nextInt(3);
                        long interior = random.nextInt(3);
                        expected = expected.pad(axis, low, high, interior, filler);
                        y = y.pad(axis, low, high, interior, b.constantBits(TensorType.scalar(dtype), filler));
                    }
                    case 5 -> {
                        expected = expected.concatenate(expected, axis);
                        y = b.emit(new Op.Concatenate(axis), y, y).getFirst();
                    }
                    case 6 -> y = b.emit(new Op.Barrier(), y).getFirst();
                    default -> throw new AssertionError(kind);
                }
                b.output("y" + step, y);
                all.add(expected);
            }
            List<long[]> actual = OnCpu.run(b.build(), Map.of(), input.array());
            for (int i = 0; i < all.size(); i++) {
                Bits.requireSame(story + " output " + i, dtype, all.get(i).array(), actual.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
    void iotaCountsAlongItsAxis(DType dtype) {
        for (List<Long> extents : List.of(List.of(5L), List.of(0L), List.of(3L, 700L, 2L), List.of(1L, 1L))) {
            for (int axis = 0; axis < extents.size(); axis++) {
                int counted = axis;
                var b = new GraphBuilder("iota");
                b.output(
                        "y",
                        b.emit(new Op.Iota(new TensorType(dtype, shape(extents)), axis))
                                .getFirst());
                Naive expected = Naive.of(dtype, extents, index -> dtype.bitsOf(index.get(counted)));
                Bits.requireSame("iota " + extents + " " + axis, dtype, expected.array(), OnCpu.result(b.build()));
            }
        }
    }

    @Test
    void extentsAreProductsOfSizes() {
        var b = new GraphBuilder("extent");
        b.input("x", new TensorType(DType.F32, Shape.of(Dim.symbol("B"))));
        Shape shape = Shape.of(Dim.symbol("B"), Dim.of(3), Dim.symbol("B"));
        b.output("n", b.emit(new Op.Extent(shape)).getFirst());
        Bits.requireSame(
                "extent",
                DType.I64,
                new long[] {75},
                OnCpu.run(b.build(), Map.of("B", 5L), new long[5]).getFirst());
    }

    @ParameterizedTest
    @EnumSource
    void constantsAreTheirBits(DType dtype) {
        long[] bits = Specials.of(dtype);
        var b = new GraphBuilder("constants");
        b.output("dense", b.dense(TensorType.of(dtype, bits.length), bits));
        b.output("splat", b.constantBits(TensorType.of(dtype, 2, 0), bits[1]));
        b.output("again", b.constantBits(TensorType.of(dtype, 3), bits[1]));
        List<long[]> actual = OnCpu.run(b.build(), Map.of());
        Bits.requireSame("dense", dtype, bits, actual.get(0));
        Bits.requireSame("empty", dtype, new long[0], actual.get(1));
        Bits.requireSame("splat", dtype, new long[] {bits[1], bits[1], bits[1]}, actual.get(2));
    }

    @Test
    void aBoolIsTrueWhateverByteItIs() {
        var b = new GraphBuilder("bool");
        var type = TensorType.of(DType.BOOL, 3);
        b.output("and", b.input("x", type).and(b.input("y", type)));
        Bits.requireSame(
                "and", DType.BOOL, new long[] {1, 0, 1}, OnCpu.result(b.build(), new long[] {1, 0, 2}, new long[] {
                    255, 2, 1
                }));
    }
}
