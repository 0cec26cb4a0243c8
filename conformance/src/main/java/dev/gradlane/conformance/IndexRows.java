package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The kinds that index by a value, for every element type at awkward sizes: indices in range, many of them equal,
/// so that an order of additions shows; then the same over a batch, for every choice of mapped operands.
final class IndexRows {
    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 7, 129);

    /// Each is a program of its own, which a driver may take a second for.
    private static final List<Integer> FIXED = List.of(0, 1, 3);

    /// Around blocks of sources.
    private static final List<Integer> LONG = List.of(4095, 4096, 4097, 8193);
    private static final int SAMPLES = 3;
    private static final String AXIS = "S";
    private static final String SIZE = "N";

    private IndexRows() {}

    /// @param ranges per input, the extent that its elements index; 0 for numbers
    private record Subject(Graph graph, List<Integer> ranges) {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.of(DType.values())
                .flatMap(dtype -> Stream.concat(
                        Stream.of(DType.I32, DType.I64).map(by -> gather(device, dtype, by)),
                        dtype == DType.BOOL ? Stream.empty() : Stream.of(scatterAdd(device, dtype))));
    }

    /// One program for all sizes, alone and as a batch. What may depend on a fixed size or on which
    /// operands are mapped does not depend on types, so one type is enough for it: a driver may
    /// take a second for a program.
    private static ConformanceRow gather(Device device, DType dtype, DType by) {
        boolean every = dtype == DType.F32 && by == DType.I32;
        Subject symbolic = gathers(dtype, by, Dim.symbol(SIZE));
        Stream<Optional<String>> sizes = SIZES.stream().map(n -> alone(device, symbolic, Map.of(SIZE, (long) n)));
        Stream<Optional<String>> fixed =
                every ? FIXED.stream().map(n -> alone(device, gathers(dtype, by, Dim.of(n)), Map.of())) : Stream.of();
        Stream<Optional<String>> batches = IntStream.range(
                        1, every ? 1 << symbolic.ranges().size() : 1)
                .filter(mask -> isTelling(mask, symbolic.ranges().size()))
                .boxed()
                .map(mask -> batched(device, symbolic, mask, Map.of(SIZE, 3L)));
        String name = "gather " + dtype.symbol() + " by " + by.symbol();
        return Stream.of(sizes, fixed, batches)
                .flatMap(checks -> checks)
                .flatMap(Optional::stream)
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    /// Of the choices of mapped operands those of one and of all.
    private static boolean isTelling(int mask, int operands) {
        int mapped = Integer.bitCount(mask);
        return mapped == 1 || mapped == operands;
    }

    private static Subject gathers(DType dtype, DType by, Dim n) {
        var b = new GraphBuilder("gather");
        Expr x = b.input("x", TensorType.of(dtype, 2, 3, 4));
        Expr rows = b.input("rows", new TensorType(by, Shape.of(n)));
        Expr one = b.input("one", TensorType.of(by));
        Expr each = b.input("each", new TensorType(by, Shape.of(Dim.of(2), n)));
        Expr along = b.input("along", new TensorType(by, Shape.of(Dim.of(2), Dim.of(3), n)));
        b.output("outer", x.gather(rows, 0, 0));
        b.output("middle", x.gather(each, 1, 0));
        b.output("inner", x.gather(rows, 2, 0));
        if (dtype != DType.BOOL) {
            // one position for all that a loop reads
            b.output("folded", x.gather(one, 0, 0).reduce(Reduction.SUM, List.of(1, 0)));
        }
        b.output("one", x.gather(one, 1, 0));
        b.output("each", x.gather(each, 1, 1));
        b.output("later", x.gather(each, 2, 1));
        b.output("along", x.gather(along, 2, 2));
        return new Subject(b.build(), List.of(0, 2, 2, 2, 3));
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
        int masks = n <= 7 ? 1 << subject.ranges().size() : 0;
        return Stream.concat(
                        Stream.of(alone(device, subject, Map.of())),
                        IntStream.range(1, masks).mapToObj(mask -> batched(device, subject, mask, Map.of())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> alone(Device device, Subject subject, Map<String, Long> sizes) {
        Graph frozen = Freeze.of(subject.graph());
        return checked(
                device,
                frozen,
                sizes,
                () -> Stream.of(true, false)
                        .map(special -> inputs(frozen, subject.ranges(), special, sizes))
                        .flatMap(inputs -> Value.difference(
                                Definition.run(frozen, inputs, sizes),
                                DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, sizes))
                                .stream())
                        .findFirst());
    }

    private static Optional<String> checked(
            Device device, Graph frozen, Map<String, Long> sizes, Supplier<Optional<String>> difference) {
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        try {
            return difference.get().map(detail -> sizes.isEmpty() ? detail : sizes + ": " + detail);
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
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
    ///
    /// @param mask a bit for each operand that has samples
    private static Optional<String> batched(Device device, Subject subject, int mask, Map<String, Long> of) {
        Set<Integer> mapped = new HashSet<>();
        for (int i = 0; i < subject.ranges().size(); i++) {
            if ((mask >> i & 1) == 1) {
                mapped.add(i);
            }
        }
        Graph batch = Freeze.of(Batch.of(subject.graph(), mapped, AXIS));
        Map<String, Long> sizes = new HashMap<>(of);
        sizes.put(AXIS, (long) SAMPLES);
        return checked(device, batch, sizes, () -> samples(device, subject, batch, mapped, sizes, of));
    }

    private static Optional<String> samples(
            Device device,
            Subject subject,
            Graph batch,
            Set<Integer> mapped,
            Map<String, Long> sizes,
            Map<String, Long> of) {
        Graph single = Freeze.of(subject.graph());
        List<Value> inputs = inputs(batch, subject.ranges(), true, sizes);
        List<Value> all = DeviceRun.of(device, batch, CompileOptions.DEFAULT, inputs, sizes);
        for (int s = 0; s < SAMPLES; s++) {
            int sample = s;
            List<Value> own = IntStream.range(0, inputs.size())
                    .mapToObj(i -> mapped.contains(i)
                            ? inputs.get(i).sample(single.inputTypes().get(i), sample)
                            : inputs.get(i))
                    .toList();
            List<Value> expected = Definition.run(single, own, of);
            List<Value> actual = IntStream.range(0, all.size())
                    .mapToObj(i -> all.get(i).sample(single.outputTypes().get(i), sample))
                    .toList();
            Optional<String> difference = Value.difference(expected, actual);
            if (difference.isPresent()) {
                return Optional.of("sample " + s + " of a batch over inputs " + mapped + ", " + difference.get());
            }
        }
        return Optional.empty();
    }
}
