package dev.gradlane.graph;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/// The value of a graph of scalars with the few instructions that rewrites emit, in plain Java.
final class ScalarEvaluation {
    private ScalarEvaluation() {}

    static long run(Graph graph, long... inputs) {
        long[] value = new long[graph.valueCount()];
        int input = 0;
        for (Node node : graph.nodes()) {
            int id = node.first();
            value[id] = switch (node.op()) {
                case Op.Input _ -> inputs[input++];
                case Op.Constant(TensorType _, Literal.Splat(long bits)) -> bits;
                case Op.Map(ScalarOp op) -> {
                    long[] x = node.operands().stream().mapToLong(v -> value[v]).toArray();
                    yield instruction(op, graph.type(node.operands().getFirst()).dtype(), x);
                }
                default -> throw new AssertionError("not a scalar operation: " + node.op());
            };
        }
        return value[graph.outputs().getFirst().value()];
    }

    private static long instruction(ScalarOp op, DType dtype, long[] x) {
        return switch (op) {
            case ADD -> arithmetic(dtype, x, (a, b) -> a + b, (a, b) -> (float) a + (float) b, (a, b) -> a + b);
            case SUB -> arithmetic(dtype, x, (a, b) -> a - b, (a, b) -> (float) a - (float) b, (a, b) -> a - b);
            case MUL -> arithmetic(dtype, x, (a, b) -> a * b, (a, b) -> (float) a * (float) b, (a, b) -> a * b);
            case DIV ->
                arithmetic(dtype, x, (a, b) -> a / b, (a, b) -> (float) a / (float) b, (_, _) -> {
                    throw new AssertionError("integers do not divide");
                });
            case NEG ->
                switch (dtype) {
                    case F32 -> x[0] ^ 0x80000000L;
                    case F64 -> x[0] ^ Long.MIN_VALUE;
                    case I32 -> -x[0] & 0xffffffffL;
                    case I64 -> -x[0];
                    case BOOL -> throw new AssertionError("no neg of bool");
                };
            case ABS ->
                switch (dtype) {
                    case F32 -> x[0] & 0x7fffffffL;
                    case F64 -> x[0] & Long.MAX_VALUE;
                    case I32 -> Math.abs((int) x[0]) & 0xffffffffL;
                    case I64 -> Math.abs(x[0]);
                    case BOOL -> throw new AssertionError("no abs of bool");
                };
            case NOT -> dtype == DType.BOOL ? 1 - x[0] : ~x[0];
            case SELECT -> x[0] == 1 ? x[1] : x[2];
            case LT -> dtype.toDouble(x[0]) < dtype.toDouble(x[1]) ? 1 : 0;
            default -> throw new AssertionError("no rewrite emits " + op);
        };
    }

    private static long arithmetic(
            DType dtype, long[] x, DoubleBinaryOperator f64, DoubleBinaryOperator f32, LongBinaryOperator integers) {
        return switch (dtype) {
            case F32 -> dtype.bitsOf(f32.applyAsDouble(dtype.toDouble(x[0]), dtype.toDouble(x[1])));
            case F64 -> dtype.bitsOf(f64.applyAsDouble(dtype.toDouble(x[0]), dtype.toDouble(x[1])));
            case I32 -> integers.applyAsLong(x[0], x[1]) & 0xffffffffL;
            case I64 -> integers.applyAsLong(x[0], x[1]);
            case BOOL -> throw new AssertionError("no arithmetic of bool");
        };
    }
}
