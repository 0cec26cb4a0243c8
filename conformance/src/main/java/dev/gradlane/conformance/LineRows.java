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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The kinds that order the elements of a line: reversed, running sums, sorted. Special values, numbers of ordinary
/// size, all −0, and few different values, where a sort shows whether equals keep their order.
final class LineRows {
    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 7, 31, 32, 33, 65, 129);
    private static final List<Integer> LONG = List.of(4095, 4096, 4097, 8193);
    private static final String AXIS = "S";

    private LineRows() {}

    private enum Inputs {
        SPECIAL,
        ORDINARY,
        NEGATIVE_ZEROS,
        TIES
    }

    static Stream<ConformanceRow> of(Device device) {
        return Stream.of(DType.values()).flatMap(dtype -> of(device, dtype));
    }

    private static Stream<ConformanceRow> of(Device device, DType dtype) {
        ConformanceRow reverse = row(device, "reverse", dtype, SIZES, (x, axis) -> List.of(x.reverse(axis)));
        return dtype == DType.BOOL
                ? Stream.of(reverse)
                : Stream.of(
                        reverse,
                        row(
                                device,
                                "cumSum",
                                dtype,
                                Stream.concat(SIZES.stream(), LONG.stream()).toList(),
                                (x, axis) -> List.of(x.cumSum(axis, false), x.cumSum(axis, true))),
                        row(device, "sort", dtype, SIZES, Expr::sort));
    }

    private static ConformanceRow row(
            Device device, String kind, DType dtype, List<Integer> sizes, BiFunction<Expr, Integer, List<Expr>> of) {
        String name = kind + " " + dtype.symbol();
        return sizes.stream()
                .flatMap(n ->
                        difference(device, graph(dtype, n, of), LONG.contains(n))
                                .map(d -> "size " + n + ": " + d)
                                .stream())
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    private static Graph graph(DType dtype, long n, BiFunction<Expr, Integer, List<Expr>> of) {
        var b = new GraphBuilder("lines");
        Expr inner = b.input("inner", TensorType.of(dtype, 3, n));
        Expr outer = b.input("outer", TensorType.of(dtype, n, 2));
        of.apply(inner, 1).forEach(y -> b.output("inner", y));
        of.apply(outer, 0).forEach(y -> b.output("outer", y));
        return b.build();
    }

    /// Where a line is long, an order of additions is what matters.
    private static Optional<String> difference(Device device, Graph graph, boolean isLong) {
        if (isLong) {
            return difference(device, Freeze.of(graph), Inputs.ORDINARY);
        }
        Graph batched = Batch.of(graph, Set.of(0, 1), AXIS);
        return Stream.of(Inputs.values())
                .flatMap(kind -> Stream.of(graph, batched).map(g -> difference(device, Freeze.of(g), kind)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> difference(Device device, Graph frozen, Inputs kind) {
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        Map<String, Long> sizes = Map.of(AXIS, 2L);
        Draw draw = new Draw(4711, kind.ordinal());
        List<Value> inputs = frozen.inputTypes().stream()
                .map(type -> Value.of(type, sizes, _ -> element(draw, type.dtype(), kind)))
                .toList();
        try {
            return Value.difference(
                    Definition.run(frozen, inputs, sizes),
                    DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, sizes));
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static long element(Draw draw, DType dtype, Inputs kind) {
        return switch (kind) {
            case SPECIAL -> draw.bits(dtype);
            case ORDINARY -> dtype.isFloat() ? dtype.bitsOf(draw.number()) : draw.bits(dtype);
            case NEGATIVE_ZEROS -> dtype.isFloat() ? dtype.bitsOf(-0.0) : 0;
            case TIES -> dtype == DType.BOOL ? draw.below(2) : dtype.bitsOf(draw.below(3));
        };
    }
}
