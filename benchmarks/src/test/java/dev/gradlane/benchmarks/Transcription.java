package dev.gradlane.benchmarks;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A frozen graph of scalars written down as a person would write its kernel on the Vector API: one line
/// per instruction, values in local variables, one loop over the batch. The result is committed as the
/// reference that generated code is compared with, so that both do the same work.
final class Transcription {
    private final Graph graph;
    private final DType dtype;
    private final Map<Integer, Literal.Splat> constants = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    private Transcription(Graph graph, DType dtype) {
        this.graph = graph;
        this.dtype = dtype;
    }

    /// The Java source of class `name`.
    ///
    /// @param dtype f32 or f64, that of all inputs and results
    /// @param what a noun phrase for its comment
    static String of(Graph graph, DType dtype, String name, String what) {
        return new Transcription(graph, dtype).source(name, what);
    }

    private String source(String name, String what) {
        List<String> parameters = new ArrayList<>();
        for (Node input : graph.inputs()) {
            parameters.add("long " + variable(input.first()) + "At");
        }
        for (Node node : graph.nodes()) {
            lower(node);
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            parameters.add("long out" + i);
            int value = graph.outputs().get(i).value();
            line(operand(value) + ".intoMemorySegment(ALL, out" + i + " + i, ORDER);");
        }
        String vector = vector();
        return """
                package dev.gradlane.benchmarks;

                import static dev.gradlane.benchmarks.Raw.ALL;
                import static dev.gradlane.benchmarks.Raw.ORDER;
                import static dev.gradlane.benchmarks.Raw.%s;
                import static jdk.incubator.vector.VectorOperators.*;

                import jdk.incubator.vector.%s;

                /// %s, on the Vector API:
                /// %d instructions transcribed from the frozen graph.
                public final class %s {
                    private %s() {}

                    /// One pass over `n` samples, a multiple of the vector's length; arguments are
                    /// addresses.
                    public static void run(%s, long n) {
                        for (long i = 0; i < n * %d; i += %d * %s.length()) {
                %s
                        }
                    }
                }
                """.formatted(
                        dtype.symbol().toUpperCase(Locale.ROOT),
                        vector,
                        what,
                        lines.size() - graph.outputs().size() - graph.inputs().size(),
                        name,
                        name,
                        String.join(", ", parameters),
                        dtype.bytes(),
                        dtype.bytes(),
                        species(),
                        String.join("\n", lines));
    }

    private void line(String text) {
        lines.add(" ".repeat(12) + text);
    }

    private void lower(Node node) {
        switch (node.op()) {
            case Op.Input _ -> {
                String from = variable(node.first()) + "At + i";
                define(node, vector() + ".fromMemorySegment(" + species() + ", ALL, " + from + ", ORDER)");
            }
            case Op.Constant(var _, Literal.Splat splat) -> constants.put(node.first(), splat);
            case Op.Map(ScalarOp op) -> define(node, expression(op, node));
            default -> throw new IllegalArgumentException("not transcribed: " + node);
        }
    }

    private void define(Node node, String expression) {
        line("var " + variable(node.first()) + " = " + expression + ";");
    }

    private String expression(ScalarOp op, Node node) {
        List<Integer> x = node.operands();
        String a = operand(x.getFirst());
        return switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> a + "." + op.symbol() + "(" + argument(x.get(1)) + ")";
            case FMA -> a + ".fma(" + operand(x.get(1)) + ", " + operand(x.get(2)) + ")";
            case NEG -> a + ".neg()";
            case ABS -> a + ".abs()";
            case SQRT -> a + ".sqrt()";
            case LT, LE, GT, GE, EQ, NE ->
                a + ".compare(" + op.name() + ", " + argument(x.get(1)) + ")" + floatMask(x.getFirst());
            case SELECT -> operand(x.get(2)) + ".blend(" + operand(x.get(1)) + ", " + mask(node, a) + ")";
            case AND, OR -> a + "." + op.symbol() + "(" + argument(x.get(1)) + ")";
            case NOT -> a + ".not()";
            case SHL -> a + ".lanewise(LSHL, " + argument(x.get(1)) + ")";
            case SHR -> a + ".lanewise(ASHR, " + argument(x.get(1)) + ")";
            case USHR -> a + ".lanewise(LSHR, " + argument(x.get(1)) + ")";
            case TO_F32 -> {
                require(graph.type(x.getFirst()).dtype() == DType.I32, op);
                yield "(FloatVector) " + a + ".convert(I2F, 0)";
            }
            case RAW_BITS -> a + ".viewAsIntegralLanes()";
            case FROM_BITS -> a + ".viewAsFloatingLanes()";
            default -> throw unknown(op);
        };
    }

    private static void require(boolean known, ScalarOp op) {
        if (!known) {
            throw unknown(op);
        }
    }

    private static IllegalArgumentException unknown(ScalarOp op) {
        return new IllegalArgumentException("not transcribed: " + op.symbol());
    }

    /// Masks are kept as masks of float lanes.
    private String floatMask(int compared) {
        return graph.type(compared).dtype().isFloat() ? "" : ".cast(" + species() + ")";
    }

    private String mask(Node select, String mask) {
        DType selected = graph.type(select.first()).dtype();
        return selected.isFloat()
                ? mask
                : mask + ".cast(" + species() + ".vectorShape().withLanes(" + (selected == DType.I32 ? "int" : "long")
                        + ".class))";
    }

    /// A constant as the scalar argument of a vector's method, or a vector.
    private String argument(int value) {
        return constants.containsKey(value) ? number(value) : operand(value);
    }

    private String operand(int value) {
        if (!constants.containsKey(value)) {
            return variable(value);
        }
        return switch (graph.type(value).dtype()) {
            case F32, F64 -> vector() + ".broadcast(" + species() + ", " + number(value) + ")";
            case I32, I64, BOOL -> throw new IllegalArgumentException("not transcribed: constant " + value);
        };
    }

    private String number(int value) {
        long bits = constants.get(value).bits();
        return switch (graph.type(value).dtype()) {
            case F32 -> literal(Float.intBitsToFloat((int) bits));
            case F64 -> literal(Double.longBitsToDouble(bits));
            case I32 -> Integer.toString((int) bits);
            case I64 -> bits + "L";
            case BOOL -> Boolean.toString(bits != 0);
        };
    }

    private static String literal(float x) {
        return Float.isFinite(x) ? Float.toHexString(x) + "f" : "Float.intBitsToFloat(" + Float.floatToIntBits(x) + ")";
    }

    private static String literal(double x) {
        return Double.isFinite(x)
                ? Double.toHexString(x)
                : "Double.longBitsToDouble(" + Double.doubleToLongBits(x) + "L)";
    }

    private String vector() {
        return dtype == DType.F32 ? "FloatVector" : "DoubleVector";
    }

    private String species() {
        return dtype.symbol().toUpperCase(Locale.ROOT);
    }

    private static String variable(int value) {
        return "v" + value;
    }
}
