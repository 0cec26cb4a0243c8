package dev.gradlane.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every exact rewrite of scalar instructions gives the bits of what it replaces, on all special values;
/// what is not exact is not rewritten.
class ScalarRewritesTest {
    private interface F64Function {
        double of(double a, double b);
    }

    private interface F32Function {
        float of(float a, float b);
    }

    /// What a user writes, the instructions that remain, and its meaning in plain Java.
    record Row(String name, Function<List<Expr>, Expr> written, String remaining, F64Function f64, F32Function f32) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(
            String name, Function<List<Expr>, Expr> written, String remaining, F64Function f64, F32Function f32) {
        return new Row(name, written, remaining, f64, f32);
    }

    static Stream<Row> exact() {
        return Stream.of(
                row("x+(-0)", x -> a(x).add(-0.0), "", (a, b) -> a + -0.0, (a, b) -> a + -0f),
                row("(-0)+x", x -> a(x).constant(-0.0).add(a(x)), "", (a, b) -> -0.0 + a, (a, b) -> -0f + a),
                row("x-(+0)", x -> a(x).sub(0.0), "", (a, b) -> a - 0.0, (a, b) -> a - 0f),
                row("x*1", x -> a(x).mul(1), "", (a, b) -> a * 1, (a, b) -> a * 1),
                row("1*x", x -> a(x).constant(1).mul(a(x)), "", (a, b) -> 1 * a, (a, b) -> 1 * a),
                row("x/1", x -> a(x).div(1), "", (a, b) -> a / 1, (a, b) -> a / 1),
                row("x*(-1)", x -> a(x).mul(-1), "neg", (a, b) -> a * -1, (a, b) -> a * -1),
                row("(-1)*x", x -> a(x).constant(-1).mul(a(x)), "neg", (a, b) -> -1 * a, (a, b) -> -1 * a),
                row("x/2", x -> a(x).div(2), "mul", (a, b) -> a / 2, (a, b) -> a / 2),
                row("x/(-8)", x -> a(x).div(-8), "mul", (a, b) -> a / -8, (a, b) -> a / -8),
                row("x/2^-40", x -> a(x).div(0x1p-40), "mul", (a, b) -> a / 0x1p-40, (a, b) -> a / 0x1p-40f),
                row("x/2^127", x -> a(x).div(0x1p127), "mul", (a, b) -> a / 0x1p127, (a, b) -> a / 0x1p127f),
                row("a+neg b", x -> a(x).add(b(x).neg()), "sub", (a, b) -> a + -b, (a, b) -> a + -b),
                row("neg a+b", x -> a(x).neg().add(b(x)), "sub", (a, b) -> -a + b, (a, b) -> -a + b),
                row("a-neg b", x -> a(x).sub(b(x).neg()), "add", (a, b) -> a - -b, (a, b) -> a - -b),
                row("(neg a)*b", x -> a(x).neg().mul(b(x)), "mul neg", (a, b) -> -a * b, (a, b) -> -a * b),
                row("a*(neg b)", x -> a(x).mul(b(x).neg()), "mul neg", (a, b) -> a * -b, (a, b) -> a * -b),
                row("(neg a)*(neg b)", x -> a(x).neg().mul(b(x).neg()), "mul", (a, b) -> -a * -b, (a, b) -> -a * -b),
                row("neg(neg a)", x -> a(x).neg().neg(), "", (a, b) -> -(-a), (a, b) -> -(-a)),
                row("(neg a)/b", x -> a(x).neg().div(b(x)), "div neg", (a, b) -> -a / b, (a, b) -> -a / b),
                row("a/(neg b)", x -> a(x).div(b(x).neg()), "div neg", (a, b) -> a / -b, (a, b) -> a / -b),
                row("(neg a)/3", x -> a(x).neg().div(3), "div neg", (a, b) -> -a / 3, (a, b) -> -a / 3),
                row("abs(neg a)", x -> a(x).neg().abs(), "abs", (a, b) -> Math.abs(-a), (a, b) -> Math.abs(-a)),
                row("abs(abs a)", x -> a(x).abs().abs(), "abs", (a, b) -> Math.abs(a), (a, b) -> Math.abs(a)),
                row(
                        "select(not(a<b),a,b)",
                        x -> a(x).lt(b(x)).not().select(a(x), b(x)),
                        "lt select",
                        (a, b) -> !(a < b) ? a : b,
                        (a, b) -> !(a < b) ? a : b),
                row(
                        "fma(a,b,-0)",
                        x -> a(x).fma(b(x), -0.0),
                        "mul",
                        (a, b) -> Math.fma(a, b, -0.0),
                        (a, b) -> Math.fma(a, b, -0f)),
                row(
                        "fma(a,1,b)",
                        x -> a(x).fma(1, b(x)),
                        "add",
                        (a, b) -> Math.fma(a, 1, b),
                        (a, b) -> Math.fma(a, 1, b)),
                row(
                        "fma(1,a,b)",
                        x -> a(x).constant(1).fma(a(x), b(x)),
                        "add",
                        (a, b) -> Math.fma(1, a, b),
                        (a, b) -> Math.fma(1, a, b)),
                row("select(a<b,a,a)", x -> a(x).lt(b(x)).select(a(x), a(x)), "", (a, b) -> a, (a, b) -> a));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void sameBits(Row row) {
        Graph f64 = graph(DType.F64, row.written);
        Graph f32 = graph(DType.F32, row.written);
        assertEquals(row.remaining, live(f64));
        assertEquals(row.remaining, live(f32));
        for (long a : SpecialValues.of(DType.F64)) {
            for (long b : SpecialValues.of(DType.F64)) {
                double expected = row.f64.of(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
                same(row, DType.F64, a, b, DType.F64.bitsOf(expected), ScalarEvaluation.run(f64, a, b));
            }
        }
        for (long a : SpecialValues.of(DType.F32)) {
            for (long b : SpecialValues.of(DType.F32)) {
                float expected = row.f32.of(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b));
                same(row, DType.F32, a, b, DType.F32.bitsOf(expected), ScalarEvaluation.run(f32, a, b));
            }
        }
    }

    private static void same(Row row, DType dtype, long a, long b, long expected, long actual) {
        assertTrue(
                dtype.same(expected, actual),
                () -> String.format("%s at a=%x b=%x: expected %x, got %x", row, a, b, expected, actual));
    }

    record Division(double divisor, DType dtype, boolean exact) {}

    static Stream<Division> divisors() {
        return Stream.of(
                        DoubleStream.of(2, -2, 0.5, 0x1p100, 0x1p-100, 0x1p-126, 0x1p127, -0x1p-127)
                                .mapToObj(d -> new Division(d, DType.F32, true)),
                        // the inverse overflows, vanishes or does not exist
                        DoubleStream.of(0x1p-128, 0x1p-149, 0.0, -0.0, 3, 0.1, Double.NaN, Double.POSITIVE_INFINITY)
                                .mapToObj(d -> new Division(d, DType.F32, false)),
                        DoubleStream.of(2, 0x1p1023, -0x1p-1022).mapToObj(d -> new Division(d, DType.F64, true)),
                        DoubleStream.of(0x1p-1074, 0x1p-1023, 0.0, 3, Double.NEGATIVE_INFINITY)
                                .mapToObj(d -> new Division(d, DType.F64, false)))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("divisors")
    void divisionByAPowerOfTwo(Division row) {
        DType dtype = row.dtype;
        Graph graph = graph(dtype, x -> a(x).div(row.divisor));
        assertEquals(row.exact ? "mul" : "div", live(graph));
        for (long a : SpecialValues.of(dtype)) {
            double quotient = dtype == DType.F32
                    ? Float.intBitsToFloat((int) a) / (float) row.divisor
                    : Double.longBitsToDouble(a) / row.divisor;
            long actual = ScalarEvaluation.run(graph, a, a);
            assertTrue(
                    dtype.same(dtype.bitsOf(quotient), actual),
                    () -> String.format("%s at %x: %s, got %x", row, a, quotient, actual));
        }
    }

    static Stream<Row> integers() {
        return Stream.of(
                row("x+0", x -> a(x).add(0), "", (a, b) -> a, (a, b) -> a),
                row("x-0", x -> a(x).sub(0), "", (a, b) -> a, (a, b) -> a),
                row("x*1", x -> a(x).mul(1), "", (a, b) -> a, (a, b) -> a),
                row("x*(-1)", x -> a(x).mul(-1), "neg", (a, b) -> -a, (a, b) -> -a));
    }

    @ParameterizedTest
    @MethodSource("integers")
    void integersRewriteToo(Row row) {
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            Graph graph = graph(dtype, row.written);
            assertEquals(row.remaining, live(graph));
            for (long a : SpecialValues.of(dtype)) {
                long expected = row.remaining.isEmpty() ? a : dtype == DType.I32 ? -a & 0xffffffffL : -a;
                assertEquals(expected, ScalarEvaluation.run(graph, a, a));
            }
        }
    }

    static Stream<Row> integerNegations() {
        return exact().filter(r -> r.name.contains("neg") && !r.name.contains("fma") && !r.name.contains("/"));
    }

    @ParameterizedTest
    @MethodSource("integerNegations")
    void negationsOfIntegersWrap(Row row) {
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            Graph rewritten = graph(dtype, row.written);
            assertEquals(row.remaining, live(rewritten));
            Graph direct = unrewritten(dtype, row.name);
            for (long a : SpecialValues.of(dtype)) {
                for (long b : SpecialValues.of(dtype)) {
                    assertEquals(ScalarEvaluation.run(direct, a, b), ScalarEvaluation.run(rewritten, a, b), row.name);
                }
            }
        }
    }

    /// The same function as nodes made by hand, past the builder.
    private static Graph unrewritten(DType dtype, String name) {
        TensorType type = TensorType.scalar(dtype);
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(0, new Op.Input("a", type), List.of(), List.of(type), Origin.NONE));
        nodes.add(new Node(1, new Op.Input("b", type), List.of(), List.of(type), Origin.NONE));
        nodes.add(new Node(2, new Op.Map(ScalarOp.NEG), List.of(0), List.of(type), Origin.NONE));
        nodes.add(new Node(3, new Op.Map(ScalarOp.NEG), List.of(1), List.of(type), Origin.NONE));
        record Last(ScalarOp op, List<Integer> operands) {}
        Last last = switch (name) {
            case "a+neg b" -> new Last(ScalarOp.ADD, List.of(0, 3));
            case "neg a+b" -> new Last(ScalarOp.ADD, List.of(2, 1));
            case "a-neg b" -> new Last(ScalarOp.SUB, List.of(0, 3));
            case "(neg a)*b" -> new Last(ScalarOp.MUL, List.of(2, 1));
            case "a*(neg b)" -> new Last(ScalarOp.MUL, List.of(0, 3));
            case "(neg a)*(neg b)" -> new Last(ScalarOp.MUL, List.of(2, 3));
            case "neg(neg a)" -> new Last(ScalarOp.NEG, List.of(2));
            case "abs(neg a)" -> new Last(ScalarOp.ABS, List.of(2));
            default -> throw new AssertionError(name);
        };
        nodes.add(new Node(4, new Op.Map(last.op), last.operands, List.of(type), Origin.NONE));
        return new Graph(name, nodes, List.of(new Graph.Output("y", 4)));
    }

    record Illegal(String name, Function<List<Expr>, Expr> written, String remaining) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Illegal> illegal() {
        return Stream.of(
                new Illegal("x+(+0): -0 would stay", x -> a(x).add(0.0), "add"),
                new Illegal("x-(-0): -0 would stay", x -> a(x).sub(-0.0), "sub"),
                new Illegal("(+0)-x", x -> a(x).constant(0).sub(a(x)), "sub"),
                new Illegal("x*0: NaN, infinity, sign", x -> a(x).mul(0), "mul"),
                new Illegal("x-x: NaN, infinity", x -> a(x).sub(a(x)), "sub"),
                new Illegal("x/x", x -> a(x).div(a(x)), "div"),
                new Illegal("neg(a-b): the sign of a zero", x -> a(x).sub(b(x)).neg(), "sub neg"),
                new Illegal("neg(a+b)", x -> a(x).add(b(x)).neg(), "add neg"),
                new Illegal("a+b commuted", x -> a(x).add(b(x)).sub(b(x).add(a(x))), "add add sub"),
                new Illegal("(a+b)+1", x -> a(x).add(b(x)).add(1), "add add"),
                new Illegal("x*3/3", x -> a(x).mul(3).div(3), "mul div"),
                new Illegal("x/3", x -> a(x).div(3), "div"),
                new Illegal("x*2*2", x -> a(x).mul(2).mul(2), "mul mul"),
                new Illegal("fma(a,b,+0)", x -> a(x).fma(b(x), 0.0), "fma"),
                new Illegal("fma(a,0,b)", x -> a(x).fma(a(x).constant(0), b(x)), "fma"),
                new Illegal("a*b+1 contracted", x -> a(x).mul(b(x)).add(1), "mul add"),
                new Illegal("min(x,x): allowed to stay", x -> a(x).min(a(x)), "min"),
                new Illegal("sqrt(x)*sqrt(x)", x -> a(x).sqrt().mul(a(x).sqrt()), "sqrt mul"),
                new Illegal("x==x: false of NaN", x -> a(x).eq(a(x)).select(a(x), b(x)), "eq select"));
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void illegalRewritesAreNotDone(Illegal row) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            assertEquals(row.remaining, live(graph(dtype, row.written)));
        }
    }

    private static Expr a(List<Expr> x) {
        return x.get(0);
    }

    private static Expr b(List<Expr> x) {
        return x.get(1);
    }

    private static Graph graph(DType dtype, Function<List<Expr>, Expr> f) {
        var builder = new GraphBuilder("g");
        Expr a = builder.input("a", TensorType.scalar(dtype));
        Expr b = builder.input("b", TensorType.scalar(dtype));
        return builder.output("y", f.apply(List.of(a, b))).build();
    }

    /// Symbols of the instructions that the output needs, in order.
    static String live(Graph graph) {
        boolean[] needed = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> needed[o.value()] = true);
        for (Node node : graph.nodes().reversed()) {
            if (needed[node.first()]) {
                node.operands().forEach(v -> needed[v] = true);
            }
        }
        return graph.nodes().stream()
                .filter(n -> needed[n.first()] && n.op() instanceof Op.Map)
                .map(n -> ((Op.Map) n.op()).function().symbol())
                .collect(Collectors.joining(" "));
    }
}
