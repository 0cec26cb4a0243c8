package dev.gradlane.opencl;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.BufferPlan;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// One point of the numerics contract as a formula and as Java.
///
/// @param name what is tested, for the message
/// @param formula of the inputs a, b, c (f32), i, j (i32), and x, y, z (f64)
/// @param expected the result's bits for each element
record SelfTestCase(String name, Function<Map<String, Expr>, Expr> formula, Expected expected) {
    static final int ELEMENTS = 1024;

    /// The bits of an element.
    @FunctionalInterface
    interface Expected {
        long bits(int element);
    }

    private static final float[] F32 = {
        0f,
        -0f,
        1f,
        -1f,
        0.1f,
        -0.3f,
        1.5f,
        2.5f,
        -2.5f,
        1e10f,
        -3e9f,
        2147483648f,
        -2147483648f,
        9.3e18f,
        3e38f,
        -3e38f,
        1.1e-38f,
        -1.3e-38f,
        1e-40f,
        -7e-45f,
        1e-45f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        1.0000001f,
        0.99999994f,
        16777217f,
        8388607.5f,
        7e-20f,
        -3e19f,
        0.49999997f
    };
    private static final int[] I32 = {
        0, 1, -1, 2, 31, 32, 33, -33, 64, 65535, 65537, 123456789, -987654321, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    /// The bits of element `e` of an input; the inputs run through their values at different speeds.
    static long input(String name, int e) {
        return switch (name) {
            case "a" -> DType.F32.bitsOf(f32(e, 1));
            case "b" -> DType.F32.bitsOf(f32(e, 31));
            case "c" -> DType.F32.bitsOf(f32(e, 7));
            case "i" -> DType.I32.bitsOf(i32(e, 1));
            case "j" -> DType.I32.bitsOf(i32(e, 15));
            case "x" -> DType.F64.bitsOf(f64(e, 1));
            case "y" -> DType.F64.bitsOf(f64(e, 31));
            default -> DType.F64.bitsOf(f64(e, 7));
        };
    }

    private static float f32(int e, int period) {
        return F32[e / period % F32.length];
    }

    private static int i32(int e, int period) {
        return I32[e / period % I32.length];
    }

    /// Numbers that need 53 bits, subnormals and what f32 cannot hold among them.
    private static double f64(int e, int period) {
        int index = e / period % F32.length;
        double x = F32[index];
        return index % 3 == 0 ? x * 1.000000000000003 : index % 3 == 1 ? x * 1e-270 * 1e-45 : x;
    }

    static List<SelfTestCase> all(boolean f64) {
        List<SelfTestCase> cases = new ArrayList<>(List.of(
                f32(
                        "f32 multiplication and addition",
                        v -> v.get("a").mul(v.get("b")).add(v.get("c")),
                        e -> a(e) * b(e) + c(e)),
                f32("f32 subnormal arithmetic", v -> v.get("a").mul(1e-38).add(v.get("b")), e -> a(e) * 1e-38f + b(e)),
                f32("f32 division", v -> v.get("a").div(v.get("b")), e -> a(e) / b(e)),
                f32("f32 square root", v -> v.get("a").sqrt(), e -> (float) Math.sqrt(a(e))),
                f32("f32 fma", v -> v.get("a").fma(v.get("b"), v.get("c")), e -> Math.fma(a(e), b(e), c(e))),
                f32("f32 minimum", v -> v.get("a").min(v.get("b")), e -> Math.min(a(e), b(e))),
                f32("f32 maximum", v -> v.get("a").max(v.get("b")), e -> Math.max(a(e), b(e))),
                f32(
                        "selection by a comparison with NaN",
                        v -> v.get("a").lt(v.get("b")).select(v.get("c"), v.get("a")),
                        e -> a(e) < b(e) ? c(e) : a(e)),
                f32("f32 floor", v -> v.get("a").floor(), e -> (float) Math.floor(a(e))),
                f32("f32 ceil", v -> v.get("a").ceil(), e -> (float) Math.ceil(a(e))),
                f32("f32 rint", v -> v.get("a").rint(), e -> (float) Math.rint(a(e))),
                f32("f32 trunc", v -> v.get("a").trunc(), e -> (float) (a(e) < 0 ? Math.ceil(a(e)) : Math.floor(a(e)))),
                f32("i32 to f32", v -> v.get("i").convert(DType.F32), e -> (float) i(e)),
                i32("f32 to i32", v -> v.get("a").convert(DType.I32), e -> (int) a(e)),
                i32("bits of f32", v -> v.get("a").bits(), e -> Float.floatToIntBits(a(e))),
                i32(
                        "i32 multiplication and addition",
                        v -> v.get("i").mul(v.get("j")).add(v.get("i")),
                        e -> i(e) * j(e) + i(e)),
                i32("i32 shift left", v -> v.get("i").shl(v.get("j")), e -> i(e) << j(e)),
                i32("i32 shift right", v -> v.get("i").shr(v.get("j")), e -> i(e) >> j(e)),
                i32("i32 unsigned shift right", v -> v.get("i").ushr(v.get("j")), e -> i(e) >>> j(e)),
                new SelfTestCase("f32 to i64", v -> v.get("a").convert(DType.I64), e -> (long) a(e)),
                new SelfTestCase(
                        "i32 by i32 to i64",
                        v -> v.get("i").mulWideU32(v.get("j")),
                        e -> (i(e) & 0xffffffffL) * (j(e) & 0xffffffffL))));
        if (f64) {
            cases.addAll(List.of(
                    f64(
                            "f64 multiplication and addition",
                            v -> v.get("x").mul(v.get("y")).add(v.get("z")),
                            e -> x(e) * y(e) + z(e)),
                    f64("f64 division", v -> v.get("x").div(v.get("y")), e -> x(e) / y(e)),
                    f64("f64 square root", v -> v.get("x").sqrt(), e -> Math.sqrt(x(e))),
                    f64("f64 fma", v -> v.get("x").fma(v.get("y"), v.get("z")), e -> Math.fma(x(e), y(e), z(e))),
                    f64("f64 rint", v -> v.get("x").rint(), e -> Math.rint(x(e))),
                    f32("f64 to f32", v -> v.get("x").convert(DType.F32), e -> (float) x(e)),
                    i32("f64 to i32", v -> v.get("x").convert(DType.I32), e -> (int) x(e)),
                    new SelfTestCase("f64 to i64", v -> v.get("x").convert(DType.I64), e -> (long) x(e))));
        }
        return List.copyOf(cases);
    }

    private interface Floats {
        float at(int e);
    }

    private interface Ints {
        int at(int e);
    }

    private interface Doubles {
        double at(int e);
    }

    private static SelfTestCase f32(String name, Function<Map<String, Expr>, Expr> formula, Floats expected) {
        return new SelfTestCase(name, formula, e -> DType.F32.bitsOf(expected.at(e)));
    }

    private static SelfTestCase i32(String name, Function<Map<String, Expr>, Expr> formula, Ints expected) {
        return new SelfTestCase(name, formula, e -> expected.at(e) & 0xffffffffL);
    }

    private static SelfTestCase f64(String name, Function<Map<String, Expr>, Expr> formula, Doubles expected) {
        return new SelfTestCase(name, formula, e -> DType.F64.bitsOf(expected.at(e)));
    }

    private static float a(int e) {
        return f32(e, 1);
    }

    private static float b(int e) {
        return f32(e, 31);
    }

    private static float c(int e) {
        return f32(e, 7);
    }

    private static int i(int e) {
        return i32(e, 1);
    }

    private static int j(int e) {
        return i32(e, 15);
    }

    private static double x(int e) {
        return f64(e, 1);
    }

    private static double y(int e) {
        return f64(e, 31);
    }

    private static double z(int e) {
        return f64(e, 7);
    }

    /// The cases as one graph of elementwise functions.
    static Graph graph(List<SelfTestCase> cases) {
        GraphBuilder builder = new GraphBuilder("self_test");
        Map<String, Expr> inputs = new LinkedHashMap<>();
        boolean f64 = cases.stream().anyMatch(c -> c.name().startsWith("f64"));
        for (String name : f64 ? List.of("a", "b", "c", "i", "j", "x", "y", "z") : List.of("a", "b", "c", "i", "j")) {
            DType type = name.compareTo("x") >= 0 ? DType.F64 : name.compareTo("i") >= 0 ? DType.I32 : DType.F32;
            inputs.put(name, builder.input(name, TensorType.of(type, ELEMENTS)));
        }
        cases.forEach(c -> builder.output(c.name(), c.formula().apply(inputs)));
        return builder.build();
    }

    /// That graph as one kernel, statement for node: here the device is on trial, and no pass between.
    static KernelProgram program(Graph graph) {
        Extent length = Extent.of(ELEMENTS);
        Index element = new Index(List.of(), List.of(new Index.Term(0, Extent.ONE)));
        List<KernelBuffer> buffers = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        for (Node node : graph.nodes()) {
            DType type = node.results().getFirst().dtype();
            switch (node.op()) {
                case Op.Input _ -> {
                    int id = buffers.size();
                    buffers.add(new KernelBuffer(id, type, length, new KernelBuffer.Role.Input(id)));
                    statements.add(new Statement.Load(node.first(), type, id, element));
                }
                case Op.Constant(TensorType _, Literal.Splat(long bits)) ->
                    statements.add(new Statement.Constant(node.first(), type, bits));
                case Op.Map(Elementwise function) ->
                    statements.add(new Statement.Compute(node.first(), type, function, node.operands()));
                case Op other -> throw new IllegalStateException("the self-test is elementwise, and has " + other);
            }
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            int id = buffers.size();
            buffers.add(
                    new KernelBuffer(id, graph.outputTypes().get(i).dtype(), length, new KernelBuffer.Role.Output(i)));
            statements.add(
                    new Statement.Store(id, element, graph.outputs().get(i).value()));
        }
        Kernel kernel = new Kernel("self_test", Layout.LANE, List.of(new Axis(0, length)), new Block(statements));
        return new KernelProgram(graph, buffers, List.of(kernel), new BufferPlan(List.of(), Map.of()), List.of());
    }
}
