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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The kinds that index by a value, for every element type at awkward sizes: indices in range, many of them equal,
/// so that an order of additions shows; then the same over a batch, for every choice of mapped operands.
final class IndexRows {
    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 7, 129);

    /// Around blocks of sources.
    private static final List<Integer> LONG = List.of(4095, 4096, 4097, 8193);
    private static final int SAMPLES = 3;
    private static final String AXIS = "S";

    private IndexRows() {}

    /// @param ranges per input, the extent that its elements index; 0 for numbers
    private record Subject(Graph graph, List<Integer> ranges) {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.of(DType.values())
                .flatMap(dtype -> Stream.concat(
                        Stream.of(DType.I32, DType.I64).map(by -> gather(device, dtype, by)),
                        dtype == DType.BOOL ? Stream.empty() : Stream.of(scatterAdd(device, dtype))));
    }

    private static ConformanceRow gather(Device device, DType dtype, DType by) {
        return sizes(device, "gather " + dtype.symbol() + " by " + by.symbol(), SIZES, n -> {
            var b = new GraphBuilder("gather");
            Expr x = b.input("x", TensorType.of(dtype, 2, 3, 4));
            Expr rows = b.input("rows", TensorType.of(by, n));
            Expr one = b.input("one", TensorType.of(by));
            Expr each = b.input("each", TensorType.of(by, 2, n));
            Expr along = b.input("along", TensorType.of(by, 2, 3, n));
            b.output("outer", x.gather(rows, 0, 0));
            b.output("middle", x.gather(each, 1, 0));
            b.output("inner", x.gather(rows, 2, 0));
            b.output("one", x.gather(one, 1, 0));
            b.output("each", x.gather(each, 1, 1));
            b.output("later", x.gather(each, 2, 1));
            b.output("along", x.gather(along, 2, 2));
            return new Subject(b.build(), List.of(0, 2, 2, 2, 3));
        });
    }

    private static ConformanceRow scatterAdd(Device device, DType dtype) {
        List<Integer> all = Stream.concat(SIZES.stream(), LONG.stream()).toList();
        return sizes(device, "scatterAdd " + dtype.symbol(), all, n -> {
            var b = new GraphBuilder("scatterAdd");
            Expr x = b.input("x", TensorType.of(dtype, 2, 3, 2));
            Expr rows = b.input("rows", TensorType.of(DType.I32, n));
            Expr each = b.input("each", TensorType.of(DType.I64, 2, n));
            b.output("outer", x.scatterAdd(rows, b.input("u", TensorType.of(dtype, n, 3, 2)), 0, 0));
            b.output("inner", x.scatterAdd(rows, b.input("v", TensorType.of(dtype, 2, 3, n)), 2, 0));
            b.output("each", x.scatterAdd(each, b.input("w", TensorType.of(dtype, 2, n, 2)), 1, 1));
            return new Subject(b.build(), List.of(0, 2, 3, 0, 0, 0));
        });
    }

    private static ConformanceRow sizes(Device device, String name, List<Integer> sizes, IntFunction<Subject> subject) {
        return sizes.stream()
                .flatMap(n -> difference(device, subject.apply(n), n).map(d -> "size " + n + ": " + d).stream())
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    private static Optional<String> difference(Device device, Subject subject, int n) {
        Graph frozen = Freeze.of(subject.graph());
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        try {
            for (boolean special : new boolean[] {true, false}) {
                Optional<String> difference = alone(device, frozen, subject.ranges(), special);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return n <= 7 ? batched(device, subject) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static Optional<String> alone(Device device, Graph frozen, List<Integer> ranges, boolean special) {
        List<Value> inputs = inputs(frozen, ranges, special, Map.of());
        return Value.difference(
                Definition.run(frozen, inputs, Map.of()),
                DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, Map.of()));
    }

    private static List<Value> inputs(Graph graph, List<Integer> ranges, boolean special, Map<String, Long> sizes) {
        Draw draw = new Draw(4711, special ? 1 : 0);
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            int range = ranges.get(i);
            TensorType type = graph.inputTypes().get(i);
            inputs.add(
                    Value.of(type, sizes, _ -> range > 0 ? draw.below(range) : element(draw, type.dtype(), special)));
        }
        return inputs;
    }

    private static long element(Draw draw, DType dtype, boolean special) {
        return special || !dtype.isFloat() ? draw.bits(dtype) : dtype.bitsOf(draw.number());
    }

    /// Each sample of a batch has the bits that it has alone, whichever operands the samples share.
    private static Optional<String> batched(Device device, Subject subject) {
        int count = subject.ranges().size();
        Graph single = Freeze.of(subject.graph());
        Map<String, Long> sizes = Map.of(AXIS, (long) SAMPLES);
        for (int mask = 1; mask < 1 << count; mask++) {
            Set<Integer> mapped = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if ((mask >> i & 1) == 1) {
                    mapped.add(i);
                }
            }
            Graph batch = Freeze.of(Batch.of(subject.graph(), mapped, AXIS));
            List<Value> inputs = inputs(batch, subject.ranges(), true, sizes);
            List<Value> all = DeviceRun.of(device, batch, CompileOptions.DEFAULT, inputs, sizes);
            for (int s = 0; s < SAMPLES; s++) {
                int sample = s;
                List<Value> own = IntStream.range(0, count)
                        .mapToObj(i -> mapped.contains(i)
                                ? inputs.get(i).sample(single.inputTypes().get(i), sample)
                                : inputs.get(i))
                        .toList();
                List<Value> expected = Definition.run(single, own, Map.of());
                List<Value> actual = IntStream.range(0, all.size())
                        .mapToObj(i -> all.get(i).sample(single.outputTypes().get(i), sample))
                        .toList();
                Optional<String> difference = Value.difference(expected, actual);
                if (difference.isPresent()) {
                    return Optional.of("sample " + s + " of a batch over inputs " + mapped + ", " + difference.get());
                }
            }
        }
        return Optional.empty();
    }
}
