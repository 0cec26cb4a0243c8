package dev.gradlane.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Malformed graphs are refused, with the node, its neighbours and the user's line.
class CheckerTest {
    private static final TensorType F32 = TensorType.of(DType.F32, 2);
    private static final Node X = node(0, new Op.Input("x", F32), List.of(), F32);
    private static final Op NEG = new Op.Map(ScalarOp.NEG);

    private static Node node(int first, Op op, List<Integer> operands, TensorType... results) {
        return new Node(first, op, operands, List.of(results), new Origin("Model.java:" + (40 + first)));
    }

    record Bad(String message, List<Node> nodes, List<Graph.Output> outputs) {}

    static Stream<Bad> bad() {
        Node symbolic = node(1, new Op.Constant(batch("C"), new Literal.Splat(0)), List.of(), batch("C"));
        return Stream.of(
                new Bad("first value should be %1", List.of(X, node(2, NEG, List.of(0), F32)), List.of()),
                new Bad("operand %1 is not defined", List.of(X, node(1, NEG, List.of(1), F32)), List.of()),
                new Bad("operand %-1 is not defined", List.of(X, node(1, NEG, List.of(-1), F32)), List.of()),
                new Bad("named 'x' too", List.of(X, node(1, new Op.Input("x", F32), List.of(), F32)), List.of()),
                new Bad(
                        "inputs must come before",
                        List.of(X, node(1, NEG, List.of(0), F32), node(2, new Op.Input("y", F32), List.of(), F32)),
                        List.of()),
                new Bad(
                        "results should be [f32[2]]",
                        List.of(X, node(1, NEG, List.of(0), TensorType.of(DType.F64, 2))),
                        List.of()),
                new Bad("symbolic extent [C]", List.of(X, symbolic), List.of()),
                new Bad("'y' names %7", List.of(X), List.of(new Graph.Output("y", 7))));
    }

    private static TensorType batch(String symbol) {
        return new TensorType(DType.F32, Shape.of(Dim.symbol(symbol)));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void malformedGraphsAreRefused(Bad bad) {
        var e = assertThrows(GraphException.class, () -> new Graph("g", bad.nodes, bad.outputs));
        assertTrue(e.getMessage().contains(bad.message), e.getMessage());
    }

    @Test
    void theMessageShowsNodeNeighboursAndSource() {
        List<Node> nodes =
                List.of(X, node(1, NEG, List.of(0), F32), node(2, NEG, List.of(9), F32), node(3, NEG, List.of(0), F32));
        var e = assertThrows(GraphException.class, () -> new Graph("loss", nodes, List.of()));
        assertEquals("""
                graph loss, node 2: operand %9 is not defined before it
                    [%0] = Input[name=x, type=f32[2]] of []  at Model.java:40
                    [%1] = Map[function=NEG] of [%0]  at Model.java:41
                  > [%2] = Map[function=NEG] of [%9]  at Model.java:42
                    [%3] = Map[function=NEG] of [%0]  at Model.java:43""", e.getMessage());
    }

    record Misuse(String message, Consumer<Expr> use) {}

    static Stream<Misuse> misuses() {
        Shape cube = Shape.of(2, 3, 4);
        return Stream.of(
                new Misuse("add takes operands of one shape, got [[2,3], [3,2]]", x -> x.add(x.permute(List.of(1, 0)))),
                new Misuse("convert one side", x -> x.add(x.convert(DType.F64))),
                new Misuse("and does not take f32", x -> x.and(x)),
                new Misuse("cannot broadcast f32[2,3] to [2,3,4]", x -> x.broadcast(cube, List.of(0, 2))),
                new Misuse("broadcast axes must ascend", x -> x.broadcast(Shape.of(3, 2), List.of(1, 0))),
                new Misuse("axis 3 is outside [2,3,4]", x -> x.broadcast(cube, List.of(0, 3))),
                new Misuse("needs an axis for each", x -> x.broadcast(cube, List.of(0))),
                new Misuse("cannot reshape [2,3] to [5]", x -> x.reshape(Shape.of(5))),
                new Misuse("cannot reshape", x -> x.reshape(Shape.of(Dim.symbol("B")))),
                new Misuse("needs each axis once", x -> x.permute(List.of(0, 0))),
                new Misuse("leaves axis 1 of [2,3]", x -> x.slice(1, 1, 3, 1)),
                new Misuse("bad slice", x -> x.slice(1, 0, 1, 0)),
                new Misuse("slice axis 2 is outside", x -> x.slice(2, 0, 1, 1)),
                new Misuse("scalar filler", x -> x.pad(0, 1, 1, 0, x)),
                new Misuse("bad pad", x -> x.pad(0, -1, 1, 0, x.reduce(Reduction.SUM, List.of(0, 1)))),
                new Misuse("sum over axes [0, 0]", x -> x.reduce(Reduction.SUM, List.of(0, 0))),
                new Misuse("all does not take f32", x -> x.reduce(Reduction.ALL, List.of(0))),
                new Misuse("the extents of paired axes differ", x -> x.dot(x, DotAxes.contract(0, 1))),
                new Misuse("dot has no order", x -> x.dot(x, DotAxes.contract(1, 1), Order.FREE)),
                new Misuse("concatenate", x -> x.builder().emit(new Op.Concatenate(0), x, x.reshape(Shape.of(6)))),
                new Misuse("iota", x -> x.builder().emit(new Op.Iota(TensorType.of(DType.BOOL, 2), 0))),
                new Misuse("takes indices of type i32 or i64", x -> x.gather(x, 0, 0)),
                new Misuse("gather axis 2 is outside", x -> x.gather(indices(x, 4), 2, 0)),
                new Misuse("cannot share 1 axes", x -> x.gather(indices(x, 4), 0, 1)),
                new Misuse("first 1 extents differ", x -> x.gather(indices(x, 4), 1, 1)),
                new Misuse("adds f32[4,3], got f32[2,3]", x -> x.scatterAdd(indices(x, 4), x, 0, 0)),
                new Misuse("scatterAdd adds numbers", x -> x.lt(x).scatterAdd(indices(x, 2), x.lt(x), 0, 0)),
                new Misuse("cholesky takes square matrices", x -> x.cholesky()),
                new Misuse(
                        "as many rows on the right side",
                        x -> x.slice(1, 0, 2, 1).triangularSolve(x.permute(List.of(1, 0)), false)),
                new Misuse("reverse axis 2 is outside", x -> x.reverse(2)),
                new Misuse("cumSum takes numbers", x -> x.lt(x).cumSum(0, false)),
                new Misuse("sort axis -1 is outside", x -> x.sort(-1)),
                new Misuse("lookup takes one i32 index", x -> x.lookup(Table.f32(1))));
    }

    private static Expr indices(Expr x, long size) {
        return x.builder().constant(TensorType.of(DType.I32, size), 0);
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsRefusedWhenBuilt(Misuse misuse) {
        var b = new GraphBuilder("g");
        Expr x = b.input("x", TensorType.of(DType.F32, 2, 3));
        b.at(new Origin("Model.java:42"));
        var e = assertThrows(GraphException.class, () -> misuse.use.accept(x));
        assertTrue(e.getMessage().contains(misuse.message), e.getMessage());
        assertTrue(e.getMessage().contains("Model.java:42"), e.getMessage());
    }

    @Test
    void lateInputsMoveToTheFront() {
        var b = new GraphBuilder("g");
        Expr x = b.input("x", F32);
        Expr minus = x.neg();
        Expr late = b.input("late", F32);
        Graph graph = b.output("y", minus.mul(late)).build();
        assertEquals(List.of("x", "late"), graph.inputNames());
        assertEquals(graph.inputs(), graph.nodes().subList(0, 2));
    }

    @Test
    void valuesBelongToOneGraph() {
        Expr x = new GraphBuilder("one").input("x", F32);
        Expr y = new GraphBuilder("two").input("y", F32);
        var e = assertThrows(IllegalArgumentException.class, () -> x.add(y));
        assertEquals("a value of graph two was used in graph one: values belong to one graph", e.getMessage());
    }

    @Test
    void anInputDeclaredLateMovesToTheFront() {
        GraphBuilder b = new GraphBuilder("g");
        Expr x = b.input("x", TensorType.scalar(DType.F32));
        Expr y = x.neg();
        Expr late = b.input("late", x.type());
        Graph graph = b.output("sum", y.add(late).add(x)).build();
        assertEquals(List.of("x", "late"), graph.inputNames());
    }
}
