package dev.gradlane.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Text parses back to an equal graph.
class GraphTextTest {
    private static final TensorType F64 = TensorType.scalar(DType.F64);

    @Test
    void circuit() {
        var b = new GraphBuilder("circuit");
        Expr x = b.input("x", F64);
        Expr y = b.input("y", F64);
        Expr z = b.input("z", F64);
        Graph graph = b.output("f", x.add(y).mul(z)).build();
        assertEquals("""
                graph circuit {
                  %0:f64[] = input x
                  %1:f64[] = input y
                  %2:f64[] = input z
                  %3:f64[] = add %0 %1
                  %4:f64[] = mul %3 %2
                  return f = %4
                }
                """, GraphText.print(graph));
        roundTrip(graph);
    }

    @Test
    void everyArrayKind() {
        Graph graph = everything();
        String text = GraphText.print(graph);
        for (String kind : List.of(
                "%0:f32[B,6,4] = input x",
                "constant 0x3f000000 ; 0.5",
                "constant [0x0000000000000001,0xffffffffffffffff]",
                "broadcast axes=[0,1,2]",
                "reshape %0",
                "permute axes=[2,0,1] %0",
                "slice axis=1 start=1 size=2 stride=3 %0",
                "pad axis=2 low=1 high=2 interior=3 %0",
                "concatenate axis=1 %0 %0",
                "iota axis=1",
                "extent shape=[B,4]",
                "reduce sum axes=[1,0] order=lanes %0",
                "reduce max axes=[2] order=free %0",
                "dot aBatch=[0] bBatch=[0] aContract=[1] bContract=[1] order=chain %0 %0",
                "gather axis=1 batch=1 %0",
                "scatterAdd axis=2 batch=0 %0",
                "reverse axis=0 %0",
                "cumSum axis=1 reverse=0 %0",
                "cumSum axis=2 reverse=1 %0",
                "= sort axis=1 %0",
                "= cholesky %",
                "= triangularSolve transposed=1 %",
                "lookup [0x00000001,0xffffffff]",
                ", ",
                "= barrier %0 ")) {
            assertTrue(text.contains(kind), () -> kind + " is missing in\n" + text);
        }
        roundTrip(graph);
    }

    private static Graph everything() {
        var b = new GraphBuilder("every kind").at(new Origin("Model.java:42"));
        TensorType type = new TensorType(DType.F32, shape("B", 6, 4));
        Expr x = b.input("x", type);
        Expr i = b.input("Spot Price \"1\"\n", TensorType.of(DType.I32, 3));
        b.output("half", x.mul(0.5));
        b.output("dense", b.dense(TensorType.of(DType.I64, 2), 1, -1));
        b.output("broadcast", x.broadcast(shape("B", 6, 4, 5), List.of(0, 1, 2)));
        b.output("reshape", x.reshape(shape("B", 24)));
        b.output("permute", x.permute(List.of(2, 0, 1)));
        b.output("slice", x.slice(1, 1, 2, 3));
        b.output("pad", x.pad(2, 1, 2, 3, b.constant(TensorType.scalar(DType.F32), -0.0)));
        b.emit(new Op.Concatenate(1), x, x);
        b.emit(new Op.Iota(type.withDType(DType.I64), 1));
        b.emit(new Op.Extent(shape("B", 4)));
        for (Reduction kind : List.of(Reduction.SUM, Reduction.PROD)) {
            b.output("", x.reduce(kind, List.of(1, 0)));
        }
        b.output("max", x.reduce(Reduction.MAX, List.of(2)));
        b.output("all", x.lt(x.neg()).reduce(Reduction.ALL, List.of(0, 1, 2)));
        b.output("dot", x.dot(x, new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1))));
        b.output(
                "product",
                x.dot(x, new DotAxes(List.of(), List.of(), List.of(0, 1, 2), List.of(0, 1, 2)), Order.LANES));
        Expr one = b.constant(TensorType.scalar(DType.I64), 1);
        b.output("gather", x.gather(b.constant(type(DType.I32, "B", 2), 1), 1, 1));
        b.output("scatterAdd", x.scatterAdd(one, x.reduce(Reduction.MAX, List.of(2)), 2, 0));
        b.output("reverse", x.reverse(0));
        b.output("forward", x.cumSum(1, false));
        b.output("backward", x.cumSum(2, true));
        b.output("order", x.sort(1).get(1));
        Expr square = x.slice(1, 0, 4, 1);
        b.output("solved", square.cholesky().triangularSolve(square, true));
        b.output("lookup", i.lookup(Table.i32(1, -1)));
        b.emit(new Op.Barrier(), x, i);
        b.emit(new Op.Barrier(), List.of());
        return b.build();
    }

    private static TensorType type(DType dtype, String symbol, long... rest) {
        return new TensorType(dtype, shape(symbol, rest));
    }

    private static Shape shape(String symbol, long... rest) {
        return Shape.of(rest).prepend(Dim.symbol(symbol));
    }

    @ParameterizedTest
    @EnumSource(ScalarOp.class)
    void everyScalarInstruction(ScalarOp op) {
        for (DType first : DType.values()) {
            for (DType second : DType.values()) {
                List<DType> types =
                        Stream.of(first, second, second).limit(op.arity()).toList();
                try {
                    op.infer(types);
                } catch (RuntimeException _) {
                    continue;
                }
                var b = new GraphBuilder("g");
                List<Expr> x = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    x.add(b.input("x" + i, TensorType.of(types.get(i), 3)));
                }
                roundTrip(b.output("y", b.map(op, x)).build());
            }
        }
    }

    @Test
    void everyCallRule() {
        Graph body = oneInput("body", F64);
        var inner = new GraphBuilder("jvp");
        Expr a = inner.input("a", F64);
        Expr ta = inner.input("ta", F64);
        Graph pair = inner.output("d", a.mul(ta)).build();
        var b = new GraphBuilder("calls");
        Expr x = b.input("x", F64);
        for (CallRule rule :
                List.of(new CallRule.Inline(), new CallRule.Checkpoint(), new CallRule.Derivative(pair, pair))) {
            x = b.emit(new Op.Call(body, rule), x).getFirst();
        }
        var outer = new GraphBuilder("outer");
        Graph calls = b.output("y", x).build();
        Expr z = outer.input("z", F64);
        roundTrip(outer.output(
                        "y",
                        outer.emit(new Op.Call(calls, new CallRule.Inline()), z).getFirst())
                .build());
    }

    @Test
    void everyLibraryFunction() {
        for (Composite function : Functions.ALL) {
            var b = new GraphBuilder(function.symbol());
            List<Expr> x = new ArrayList<>();
            for (int i = 0; i < function.arity(); i++) {
                x.add(b.input("x" + i, F64));
            }
            roundTrip(b.output("y", b.map(function, x)).build());
        }
    }

    @Test
    void compositesNamedLikeKindsAreQuoted() {
        Composite pad =
                Composite.unary("pad").expansion(x -> x).partial(0, Partial.ONE).build();
        var b = new GraphBuilder("g");
        Graph graph = b.output("y", b.input("x", F64).apply(pad)).build();
        assertTrue(GraphText.print(graph).contains("= \"pad\" %0"));
        assertEquals(graph, GraphText.parse(GraphText.print(graph), _ -> Optional.of(pad)));
    }

    @Test
    void namesOfAnyCharacters() {
        for (String name : List.of(
                "", "return", "graph", "a b", "é", "\"\\\n\t\u0000\u2028", "\ud800", "}", ";", "\ud83d\ude00")) {
            var b = new GraphBuilder(name);
            roundTrip(b.output(name, b.input(name, F64)).build());
        }
    }

    @Test
    void everyBitOfAConstantIsKept() {
        for (DType dtype : DType.values()) {
            for (long bits : new long[] {0, 1, -1, Long.MIN_VALUE, 0x7fc00000L, 0xffc00001L, 0x7ff0000000000001L}) {
                var b = new GraphBuilder("g");
                b.output("c", b.constantBits(TensorType.of(dtype, 2), bits));
                b.output("d", b.dense(TensorType.of(dtype, 1), bits));
                roundTrip(b.build());
            }
        }
    }

    @Test
    void originsAreCommentsThatTheParserSkips() {
        Graph graph = everything();
        String text = GraphText.printWithOrigins(graph);
        assertTrue(text.contains("; 0.5  Model.java:42"), text);
        assertFalse(GraphText.print(graph).contains("Model.java"));
        assertEquals(graph, GraphText.parse(text));
    }

    @Test
    void noRewriteIsApplied() {
        String text = """
                graph g {
                  %0:f32[2] = input x
                  %1:f32[2] = constant 0x3f800000 ; 1.0
                  %2:f32[2] = mul %0 %1
                  %3:f32[2] = mul %0 %1
                  return
                }
                """;
        assertEquals(text, GraphText.print(GraphText.parse(text)));
    }

    private static Graph oneInput(String name, TensorType type) {
        var b = new GraphBuilder(name);
        return b.output("y", b.input("x", type).neg()).build();
    }

    static void roundTrip(Graph graph) {
        String text = GraphText.print(graph);
        Graph parsed = GraphText.parse(text);
        assertEquals(graph, parsed, text);
        assertEquals(text, GraphText.print(parsed));
    }

    record Wrong(String text, int line, int column, String message) {}

    static Stream<Wrong> wrong() {
        String x = "graph g {\n  %0:f32[2] = input x\n";
        return Stream.of(
                new Wrong("", 1, 1, "expected 'graph', found the end of the text"),
                new Wrong("graph g {", 1, 10, "expected an operation, found the end of the text"),
                new Wrong("graph g { return } x", 1, 20, "expected nothing after the graph"),
                new Wrong("graph g {\n  %1:f32[] = input x", 2, 3, "expected %0"),
                new Wrong("graph g {\n  %0:f16[] = input x", 2, 6, "f32, f64, i32, i64 or bool"),
                new Wrong("graph g {\n  %0:f32[-1] = input x", 2, 10, "an extent"),
                new Wrong("graph g {\n  %0:f32[99999999999999999999] = input x", 2, 10, "2^63-1"),
                new Wrong("graph \"g {", 1, 7, "closing quote"),
                new Wrong(x + "  %1:f32[2] = frobnicate %0\n return }", 3, 15, "'frobnicate' is no array kind"),
                new Wrong(x + "  %1:f32[2] = add %0 %7\n return }", 3, 22, "%7 is not defined"),
                new Wrong(x + "  %1:f32[3] = neg %0\n return }", 3, 3, "have the types [f32[2]]"),
                new Wrong(x + "  %1:f32[2] = and %0 %0\n return }", 3, 3, "and does not take f32, f32"),
                new Wrong(x + "  %1:f32[] = reduce sum axes=[0] order=sideways %0\n return }", 3, 40, "an order"),
                new Wrong(x + "  %1:f32[] = reduce sum axes=[0] order=chain %0\n return }", 3, 3, "no order"),
                new Wrong(x + "  %1:f32[2] = constant 3\n return }", 3, 24, "hexadecimal"),
                new Wrong(x + "  %1:f32[3] = constant [0x0]\n return }", 3, 3, "cannot hold 1 elements"),
                new Wrong(x + "  %1:f32[C] = constant 0x0\n return }", 1, 1, "no input has the symbolic extent [C]"),
                new Wrong(x + "  %1:f32[2] = input y\n  %2:f32[2] = input y return }", 1, 1, "named 'y'"),
                new Wrong(x + "  return y = %9\n}", 1, 1, "%9, which is not defined"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void errorsShowThePlace(Wrong wrong) {
        var e = assertThrows(TextException.class, () -> GraphText.parse(wrong.text));
        assertTrue(e.getMessage().contains(wrong.message), e.getMessage());
        assertEquals(wrong.line + ":" + wrong.column, e.line() + ":" + e.column(), e.getMessage());
        assertTrue(e.getMessage().endsWith("^"), e.getMessage());
    }

    static Stream<String> hostile() {
        String x = "graph g { %0:f32[1,9223372036854775807] = input x ";
        return Stream.of(
                "graph g { call inline body ".repeat(100_000),
                "graph g { %0:f32[" + "1,".repeat(100_000) + "1] = input x return }",
                "graph g { " + "%0:f32[2], ".repeat(1000) + " = barrier return }",
                x + "%1:f32[9223372036854775807,9223372036854775807] = broadcast axes=[0,1] %0 return }",
                x
                        + "%1:f32[1,5] = slice axis=1 start=9223372036854775807 size=5 stride=9223372036854775807 %0 return }",
                x + "%1:f32[] = constant 0x0 "
                        + "%2:f32[1,1] = pad axis=1 low=9223372036854775807 high=3 interior=0 %0 %1 return }",
                x + "%1:f32[1,0] = concatenate axis=1 %0 %0 return }",
                x + "%1:f32[2,2] = reshape %0 return }",
                x + "%1:f32[1] = constant [0x00000000000000000000000000000000] return }",
                x + "%1:f32[] = lookup [" + "0x0,".repeat(100_000) + "0x0] %0 return }",
                "\u0000",
                "graph \"\\u12\" { return }",
                "graph g { %0:f32[9223372036854775807] = constant [0x0] return }");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTextIsRefused(String text) {
        assertThrows(TextException.class, () -> GraphText.parse(text));
    }

    @Test
    void everyTruncationIsRefused() {
        String text = GraphText.print(everything()).strip();
        for (int end = 0; end < text.length(); end++) {
            String cut = text.substring(0, end);
            assertThrows(TextException.class, () -> GraphText.parse(cut), cut);
        }
    }
}
