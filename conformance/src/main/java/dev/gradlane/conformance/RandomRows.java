package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import dev.gradlane.random.Draws;
import dev.gradlane.random.Philox;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Random numbers: the published answers of Philox, every draw against the contract and, where no function is in the
/// way, against plain Java; alone and batched.
final class RandomRows {
    private static final List<Integer> SIZES = List.of(0, 1, 3, 129);
    private static final long KEY = 0x8badf00d_0123abcdL;
    private static final int STREAM = -7;

    /// Around every carry of the sample's words.
    private static final long[] SAMPLES = {0, 1, 2, 0x7fffffffL, 0xffffffffL, 0x1_0000_0000L, Long.MAX_VALUE, -1};

    private RandomRows() {}

    /// @param plain the bits of an element at (sample, element), where they are a formula
    private record Drawn(String name, Function<Draws, Expr> draw, Optional<Plain> plain) {}

    private interface Plain {
        long bits(int numbers, long sample, int element);
    }

    static Stream<ConformanceRow> of(Device device) {
        return Stream.concat(Stream.of(knownAnswers(device)), draws().map(drawn -> row(device, drawn)));
    }

    private static Stream<Drawn> draws() {
        return Stream.of(
                new Drawn("bits i32", d -> d.bits(DType.I32), Optional.of((_, s, e) -> word(s, e))),
                new Drawn("bits i64", d -> d.bits(DType.I64), Optional.of((_, s, e) -> pair(s, e))),
                new Drawn(
                        "uniform f32",
                        d -> d.uniform(DType.F32),
                        Optional.of((_, s, e) -> DType.F32.bitsOf(((word(s, e) >>> 9) + 0.5) * 0x1p-23))),
                new Drawn(
                        "uniform f64",
                        d -> d.uniform(DType.F64),
                        Optional.of((_, s, e) -> DType.F64.bitsOf(((pair(s, e) >>> 12) + 0.5) * 0x1p-52))),
                new Drawn("normal f32", d -> d.normal(DType.F32), Optional.empty()),
                new Drawn("normal f64", d -> d.normal(DType.F64), Optional.empty()),
                new Drawn("exponential f32", d -> d.exponential(DType.F32), Optional.empty()),
                new Drawn("exponential f64", d -> d.exponential(DType.F64), Optional.empty()),
                integers(DType.I32, 6),
                integers(DType.I32, Integer.MAX_VALUE),
                integers(DType.I64, 1_000_000_000_039L),
                integers(DType.I64, Long.MAX_VALUE),
                new Drawn("permutation", Draws::permutation, Optional.of(RandomRows::permuted)));
    }

    private static Drawn integers(DType dtype, long bound) {
        int words = dtype == DType.I32 ? 2 : 4;
        return new Drawn(
                "integers " + dtype.symbol() + " below " + bound,
                d -> d.integers(dtype, bound),
                Optional.of((_, sample, element) -> {
                    BigInteger x = BigInteger.ZERO;
                    for (int i = words - 1; i >= 0; i--) {
                        x = x.shiftLeft(32).or(BigInteger.valueOf(word(sample, (long) words * element + i)));
                    }
                    return x.multiply(BigInteger.valueOf(bound))
                            .shiftRight(32 * words)
                            .longValueExact();
                }));
    }

    private static long word(long sample, long index) {
        return Integer.toUnsignedLong(PlainPhilox.word(KEY, STREAM, sample, index));
    }

    private static long pair(long sample, long index) {
        return PlainPhilox.pair(KEY, STREAM, sample, index);
    }

    private static long permuted(int numbers, long sample, int element) {
        return IntStream.range(0, numbers)
                .boxed()
                .sorted(Comparator.comparingLong(e -> pair(sample, e)))
                .toList()
                .get(element);
    }

    /// From the known-answer file of Random123, the authors' library (kat_vectors, philox4x32 10): counter, key,
    /// result; and drawn counters and keys against plain Java.
    private static ConformanceRow knownAnswers(Device device) {
        List<int[]> published = List.of(
                new int[] {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
                new int[] {-1, -1, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
                new int[] {
                    0x243f6a88,
                    0x85a308d3,
                    0x13198a2e,
                    0x03707344,
                    0xa4093822,
                    0x299f31d0,
                    0xd16cfe09,
                    0x94fdcceb,
                    0x5001e420,
                    0x24126ea1
                });
        List<int[]> rows = new ArrayList<>(published);
        Draw draw = new Draw(1009, 1);
        for (int i = 0; i < 250; i++) {
            int[] row =
                    IntStream.range(0, 10).map(_ -> (int) draw.bits(DType.I32)).toArray();
            int[] block = PlainPhilox.block(new int[] {row[0], row[1], row[2], row[3]}, new int[] {row[4], row[5]});
            System.arraycopy(block, 0, row, 6, 4);
            rows.add(row);
        }
        var b = new GraphBuilder("philox");
        TensorType type = TensorType.of(DType.I32, rows.size());
        List<Expr> x =
                IntStream.range(0, 6).mapToObj(i -> b.input("x" + i, type)).toList();
        List<Expr> words = Philox.block(x.subList(0, 4), x.subList(4, 6));
        IntStream.range(0, 4).forEach(i -> b.output("w" + i, words.get(i)));
        List<Value> columns = IntStream.range(0, 10)
                .mapToObj(i -> Value.of(type, Map.of(), r -> Integer.toUnsignedLong(rows.get((int) r)[i])))
                .toList();
        return ConformanceRow.of(
                "random philox4x32-10",
                () -> Value.difference(
                        columns.subList(6, 10), run(device, b.build(), columns.subList(0, 6), Map.of())));
    }

    private static ConformanceRow row(Device device, Drawn drawn) {
        Graph one = graph(drawn, List.of(3));
        Graph batch = Batch.of(graph(drawn, SIZES), Set.of(2), "B");
        return ConformanceRow.of(
                "random " + drawn.name,
                () -> difference(device, one, drawn, List.of(3), Map.of(), SAMPLES[4])
                        .or(() ->
                                difference(device, batch, drawn, SIZES, Map.of("B", (long) SAMPLES.length), SAMPLES)));
    }

    private static Graph graph(Drawn drawn, List<Integer> numbers) {
        var b = new GraphBuilder("draw");
        Expr key = b.input("key", TensorType.scalar(DType.I64));
        Expr stream = b.input("stream", TensorType.scalar(DType.I32));
        Expr sample = b.input("sample", TensorType.scalar(DType.I64));
        numbers.forEach(n -> b.output("n" + n, drawn.draw.apply(new Draws(key, stream, sample, n))));
        return b.build();
    }

    private static Optional<String> difference(
            Device device, Graph graph, Drawn drawn, List<Integer> numbers, Map<String, Long> sizes, long... samples) {
        if (Refusals.lacking(device, graph).isPresent()) {
            return Refusals.difference(device, Freeze.of(graph));
        }
        List<Value> inputs = List.of(
                Value.of(TensorType.scalar(DType.I64), sizes, _ -> KEY),
                Value.of(TensorType.scalar(DType.I32), sizes, _ -> Integer.toUnsignedLong(STREAM)),
                Value.of(graph.inputTypes().get(2), sizes, i -> samples[(int) i]));
        List<Value> actual = run(device, graph, inputs, sizes);
        Optional<String> byDefinition = Value.difference(Definition.run(Freeze.of(graph), inputs, sizes), actual);
        if (byDefinition.isPresent() || drawn.plain.isEmpty()) {
            return byDefinition;
        }
        List<Value> plain = IntStream.range(0, numbers.size())
                .mapToObj(i -> {
                    int n = numbers.get(i);
                    return Value.of(
                            graph.outputTypes().get(i),
                            sizes,
                            at -> drawn.plain.get().bits(n, samples[(int) at / n], (int) at % n));
                })
                .toList();
        return Value.difference(plain, actual).map(d -> "against plain Java, " + d);
    }

    private static List<Value> run(Device device, Graph graph, List<Value> inputs, Map<String, Long> sizes) {
        return DeviceRun.of(device, Freeze.of(graph), CompileOptions.DEFAULT, inputs, sizes);
    }
}
