package dev.gradlane.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rewrites of views and sums, seen as the operations that the output needs; value numbering. That they
/// keep the bits is what the conformance kit checks by running both sides.
class ArrayRewritesTest {
    private static final TensorType MATRIX = new TensorType(DType.F32, Shape.of(Dim.of(2), Dim.of(3)));

    record Row(String name, Function<Expr, Expr> written, String remaining) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        Shape wide = Shape.of(4, 2, 3);
        Shape wider = Shape.of(5, 4, 2, 3);
        return Stream.of(
                new Row("map of a permute", x -> x.permute(List.of(1, 0)).neg(), "neg Permute"),
                new Row(
                        "map of a broadcast",
                        x -> x.broadcast(wide, List.of(1, 2)).sqrt(),
                        "sqrt Broadcast"),
                new Row("map of a reshape", x -> x.reshape(Shape.of(6)).mul(2), "Constant mul Reshape"),
                new Row(
                        "map of two equal views",
                        x -> x.permute(List.of(1, 0)).add(x.neg().permute(List.of(1, 0))),
                        "sub Permute"),
                new Row(
                        "map of two different views stays",
                        x -> x.reshape(Shape.of(3, 2)).min(x.permute(List.of(1, 0))),
                        "Reshape Permute min"),
                new Row(
                        "broadcast of a broadcast",
                        x -> x.broadcast(wide, List.of(1, 2)).broadcast(wider, List.of(1, 2, 3)),
                        "Broadcast"),
                new Row("broadcast to itself", x -> x.broadcast(x.shape(), List.of(0, 1)), ""),
                new Row("reshape of a reshape", x -> x.reshape(Shape.of(6)).reshape(Shape.of(3, 2)), "Reshape"),
                new Row("reshape and back", x -> x.reshape(Shape.of(6)).reshape(Shape.of(2, 3)), ""),
                new Row("permute and back", x -> x.permute(List.of(1, 0)).permute(List.of(1, 0)), ""),
                new Row("permute that does nothing", x -> x.permute(List.of(0, 1)), ""),
                new Row("slice of everything", x -> x.slice(1, 0, 3, 1), ""),
                new Row("slice with a stride", x -> x.slice(1, 0, 2, 2), "Slice"),
                new Row(
                        "views of a splat",
                        x -> x.constant(2).permute(List.of(1, 0)).reshape(Shape.of(6)),
                        "Constant"),
                new Row("pad by nothing", x -> x.pad(0, 0, 0, 0, filler(x, 0.0)), ""),
                new Row(
                        "sum of one element",
                        x -> x.reshape(Shape.of(1, 6)).reduce(Reduction.SUM, List.of(0)),
                        "Reshape"),
                new Row(
                        "max of one element",
                        x -> x.reshape(Shape.of(6, 1)).reduce(Reduction.MAX, List.of(1)),
                        "Reshape"),
                new Row(
                        "sum of a sum stays: it has another order",
                        x -> x.reduce(Reduction.SUM, List.of(0)).reduce(Reduction.SUM, List.of(0)),
                        "Reduce Reduce"),
                new Row("sum of 3x stays", x -> x.mul(3).reduce(Reduction.SUM, List.of(0)), "Constant mul Reduce"),
                new Row(
                        "outer product",
                        x -> x.dot(x, new DotAxes(List.of(), List.of(), List.of(), List.of())),
                        "Broadcast Broadcast mul"),
                new Row("a dot over three stays", x -> x.dot(x, DotAxes.contract(1, 1)), "Dot"),
                new Row(
                        "disjoint pads with -0",
                        x -> x.pad(0, 0, 2, 0, filler(x, -0.0)).add(x.neg().pad(0, 2, 0, 0, filler(x, -0.0))),
                        "neg Concatenate"),
                new Row(
                        "disjoint pads with a gap",
                        x -> x.pad(0, 0, 3, 0, filler(x, -0.0)).add(x.neg().pad(0, 3, 0, 0, filler(x, -0.0))),
                        "neg Constant Concatenate"),
                new Row(
                        "pads with +0 stay: -0 would become +0",
                        x -> x.pad(0, 0, 2, 0, filler(x, 0.0)).add(x.neg().pad(0, 2, 0, 0, filler(x, 0.0))),
                        "Constant Pad neg Pad add"),
                new Row(
                        "overlapping pads stay",
                        x -> x.pad(0, 0, 1, 0, filler(x, -0.0)).add(x.neg().pad(0, 1, 0, 0, filler(x, -0.0))),
                        "Constant Pad neg Pad add"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void remains(Row row) {
        var b = new GraphBuilder("g");
        Graph graph = b.output("y", row.written.apply(b.input("x", MATRIX))).build();
        assertEquals(row.remaining, live(graph));
    }

    @Test
    void concatenationsJoin() {
        var b = new GraphBuilder("g");
        Expr x = b.input("x", MATRIX);
        Op along = new Op.Concatenate(0);
        Expr pair = b.emit(along, x, x).getFirst();
        Expr triple = b.emit(along, pair, x).getFirst();
        assertEquals(List.of(0, 0, 0), triple.node().operands());
        assertEquals(x, b.emit(along, x).getFirst());
    }

    @Test
    void equalOperationsAreOneValue() {
        var b = new GraphBuilder("g");
        Expr x = b.input("x", MATRIX);
        Expr y = b.input("y", MATRIX);
        assertEquals(x.add(y), x.add(y));
        assertNotEquals(x.add(y), y.add(x));
        assertEquals(x.constant(0.5), x.constant(0.5));
        assertNotEquals(x.constant(0.0), x.constant(-0.0));
        assertEquals(x.reduce(Reduction.SUM, List.of(0)), x.reduce(Reduction.SUM, List.of(0)));
        assertNotEquals(x.reduce(Reduction.SUM, List.of(0, 1)), x.reduce(Reduction.SUM, List.of(1, 0)));
    }

    @Test
    void barriersStayApart() {
        var b = new GraphBuilder("g");
        Expr x = b.input("x", MATRIX);
        Expr first = b.emit(new Op.Barrier(), x).getFirst();
        Expr second = b.emit(new Op.Barrier(), x).getFirst();
        assertNotEquals(first, second);
        assertNotEquals(first.neg(), x.neg());
    }

    private static Expr filler(Expr x, double value) {
        return x.builder().constant(TensorType.scalar(x.dtype()), value);
    }

    /// The operations that the output needs, without inputs and without constants inside a rewritten view.
    private static String live(Graph graph) {
        boolean[] needed = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> needed[o.value()] = true);
        for (Node node : graph.nodes().reversed()) {
            if (needed[node.first()]) {
                node.operands().forEach(v -> needed[v] = true);
            }
        }
        return graph.nodes().stream()
                .filter(n -> needed[n.first()] && !(n.op() instanceof Op.Input))
                .map(n -> n.op() instanceof Op.Map(Elementwise f)
                        ? f.symbol()
                        : n.op().getClass().getSimpleName())
                .collect(Collectors.joining(" "));
    }
}
