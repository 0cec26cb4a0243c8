package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Every array kind for every element type at awkward sizes. Special values make a lost sign of zero and
/// a dropped NaN visible; numbers of ordinary size make an order of additions visible.
final class ArrayRows {
    private static final List<Integer> SIZES = Stream.concat(
                    ScalarRows.AWKWARD.stream(), Stream.of(256, 4095, 4096, 4097, 4098, 8193))
            .toList();

    private ArrayRows() {}

    private enum Inputs {
        SPECIAL,
        ORDINARY,
        NEGATIVE_ZEROS
    }

    private record View(String name, UnaryOperator<Expr> of) {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.concat(Stream.of(DType.values()).flatMap(dtype -> of(device, dtype)), products(device));
    }

    static Stream<ConformanceRow> products(Device device) {
        return Stream.of(DType.F32, DType.F64)
                .flatMap(dtype -> Stream.of(Order.CHAIN, Order.LANES).map(order -> dot(device, order, dtype)));
    }

    private static Stream<ConformanceRow> of(Device device, DType dtype) {
        Stream<ConformanceRow> reductions = Stream.of(Reduction.values())
                .filter(kind -> (dtype == DType.BOOL) == (kind == Reduction.ALL || kind == Reduction.ANY))
                .map(kind -> reduce(device, kind, dtype));
        Stream<ConformanceRow> views = views(dtype).stream().map(view -> view(device, view, dtype));
        return Stream.concat(reductions, views);
    }

    private static ConformanceRow reduce(Device device, Reduction kind, DType dtype) {
        return sizes(device, "reduce " + kind.symbol() + " " + dtype.symbol(), n -> {
            var b = new GraphBuilder("reduce");
            Expr line = b.input("line", TensorType.of(dtype, n));
            Expr rows = b.input("rows", TensorType.of(dtype, 2, n));
            b.output("all", line.reduce(kind, List.of(0)));
            b.output("inner", rows.reduce(kind, List.of(1)));
            b.output("outer", rows.reduce(kind, List.of(0)));
            // numbered by columns: another order than by rows
            return b.output("turned", rows.reduce(kind, List.of(1, 0))).build();
        });
    }

    private static ConformanceRow dot(Device device, Order order, DType dtype) {
        return sizes(device, "dot " + order.symbol() + " " + dtype.symbol(), k -> {
            var b = new GraphBuilder("dot");
            Expr left = b.input("left", TensorType.of(dtype, 2, k));
            Expr right = b.input("right", TensorType.of(dtype, k, 3));
            Expr line = b.input("line", TensorType.of(dtype, k));
            b.output("matrix", left.dot(right, DotAxes.contract(1, 0), order));
            b.output("vector", left.dot(line, DotAxes.contract(1, 0), order));
            b.output("scalar", line.dot(line, DotAxes.contract(0, 0), order));
            var batch = new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1));
            return b.output("batch", left.dot(left, batch, order)).build();
        });
    }

    private static List<View> views(DType dtype) {
        return List.of(
                new View("broadcast", x -> x.broadcast(x.shape().prepend(dev.gradlane.graph.Dim.of(3)), List.of(1, 2))),
                new View("reshape", x -> x.reshape(Shape.of(x.shape().size()))),
                new View("permute", x -> x.permute(List.of(1, 0))),
                new View("slice", x -> x.slice(0, 1, 2, 2)),
                new View("pad", x -> x.pad(0, 1, 2, 1, filler(x))),
                new View(
                        "concatenate",
                        x -> x.builder()
                                .emit(new Op.Concatenate(0), x, x.slice(0, 1, 3, 1))
                                .getFirst()),
                new View(
                        "iota",
                        x -> dtype == DType.BOOL
                                ? x
                                : x.builder().emit(new Op.Iota(x.type(), 1)).getFirst()),
                new View(
                        "extent",
                        x -> x.builder().emit(new Op.Extent(x.shape())).getFirst()),
                new View("barrier", x -> x.builder().emit(new Op.Barrier(), x).getFirst()));
    }

    private static Expr filler(Expr x) {
        long[] special = SpecialValues.of(x.dtype());
        return x.builder().constantBits(TensorType.scalar(x.dtype()), special[1]);
    }

    private static ConformanceRow view(Device device, View view, DType dtype) {
        return sizes(device, view.name + " " + dtype.symbol(), n -> {
            var b = new GraphBuilder("view");
            return b.output("y", view.of.apply(b.input("x", TensorType.of(dtype, 5, n))))
                    .build();
        });
    }

    private static ConformanceRow sizes(Device device, String name, java.util.function.IntFunction<Graph> graph) {
        return SIZES.stream()
                .flatMap(n -> difference(device, graph.apply(n)).map(d -> "size " + n + ": " + d).stream())
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    /// With special values among the inputs, without, and all −0, whose sum is −0.
    private static Optional<String> difference(Device device, Graph graph) {
        Graph frozen = Freeze.of(graph);
        return Stream.of(Inputs.values())
                .map(kind -> {
                    Draw draw = new Draw(4711, kind.ordinal());
                    List<Value> inputs = frozen.inputTypes().stream()
                            .map(type -> Value.of(type, Map.of(), _ -> element(draw, type.dtype(), kind)))
                            .toList();
                    try {
                        return Value.difference(
                                Definition.run(frozen, inputs, Map.of()),
                                DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, Map.of()));
                    } catch (RuntimeException e) {
                        return Optional.of("the run failed: " + e);
                    }
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static long element(Draw draw, DType dtype, Inputs kind) {
        return switch (dtype.isFloat() ? kind : Inputs.SPECIAL) {
            case SPECIAL -> draw.bits(dtype);
            case ORDINARY -> dtype.bitsOf(draw.number());
            case NEGATIVE_ZEROS -> dtype.bitsOf(-0.0);
        };
    }
}
