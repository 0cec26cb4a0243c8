package dev.gradlane.opencl;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.List;
import java.util.Set;

/// One expression of OpenCL C per scalar instruction, each exact by the standard: no `mad`, no `fmin`,
/// no built-in transcendental, no cast of a float that may be out of range.
final class Instructions {
    private final Target target;
    private final Set<Prelude> used;

    /// @param used where the functions go that the expressions call
    Instructions(Target target, Set<Prelude> used) {
        this.target = target;
        this.used = used;
    }

    /// @param type of the first operand, or for `select` of the second
    /// @param x the operands, names of values
    String of(ScalarOp op, DType type, List<String> x) {
        String a = x.getFirst();
        String b = x.size() > 1 ? x.get(1) : "";
        String c = x.size() > 2 ? x.get(2) : "";
        boolean isFloat = type.isFloat();
        return switch (op) {
            case ADD -> isFloat ? a + " + " + b : wrapping(type, a, "+", b);
            case SUB -> isFloat ? a + " - " + b : wrapping(type, a, "-", b);
            case MUL -> isFloat ? a + " * " + b : wrapping(type, a, "*", b);
            case DIV -> throughF64(type) ? "(float)((double)" + a + " / (double)" + b + ")" : a + " / " + b;
            case FMA -> "fma(" + a + ", " + b + ", " + c + ")";
            case NEG -> isFloat ? "-" + a : wrapping(type, "0", "-", a);
            case ABS -> isFloat ? "fabs(" + a + ")" : a + " < 0 ? " + wrapping(type, "0", "-", a) + " : " + a;
            case SQRT -> throughF64(type) ? "(float)sqrt((double)" + a + ")" : "sqrt(" + a + ")";
            case MIN -> extreme(type, a, b, "<", Prelude.MIN_F32, Prelude.MIN_F64);
            case MAX -> extreme(type, a, b, ">", Prelude.MAX_F32, Prelude.MAX_F64);
            case LT -> a + " < " + b;
            case LE -> a + " <= " + b;
            case GT -> a + " > " + b;
            case GE -> a + " >= " + b;
            case EQ -> a + " == " + b;
            case NE -> a + " != " + b;
            case LTU -> unsigned(type, a) + " < " + unsigned(type, b);
            case SELECT -> a + " ? " + b + " : " + c;
            case AND -> a + " & " + b;
            case OR -> a + " | " + b;
            case XOR -> type == DType.BOOL ? a + " != " + b : a + " ^ " + b;
            case NOT -> type == DType.BOOL ? "!" + a : "~" + a;
            case SHL -> "(" + Types.value(type) + ")(" + unsigned(type, a) + " << " + count(type, b) + ")";
            case SHR -> a + " >> " + count(type, b);
            case USHR -> "(" + Types.value(type) + ")(" + unsigned(type, a) + " >> " + count(type, b) + ")";
            case MUL_WIDE_U32 -> "(long)((ulong)(uint)" + a + " * (ulong)(uint)" + b + ")";
            case TO_F32 -> type == DType.F32 ? a : "(float)" + a;
            case TO_F64 -> type == DType.F64 ? a : "(double)" + a;
            case TO_I32 ->
                switch (type) {
                    case F32 -> call(Prelude.F32_TO_I32, a);
                    case F64 -> call(Prelude.F64_TO_I32, a);
                    case I64 -> "(int)(uint)(ulong)" + a;
                    case I32, BOOL -> a;
                };
            case TO_I64 ->
                switch (type) {
                    case F32 -> call(Prelude.F32_TO_I64, a);
                    case F64 -> call(Prelude.F64_TO_I64, a);
                    case I32, I64, BOOL -> "(long)" + a;
                };
            case FLOOR -> "floor(" + a + ")";
            case CEIL -> "ceil(" + a + ")";
            case RINT -> "rint(" + a + ")";
            case TRUNC -> "trunc(" + a + ")";
            case BITS -> a + " != " + a + " ? " + canonicalNaN(type) + " : " + rawBits(type, a);
            case RAW_BITS -> rawBits(type, a);
            case FROM_BITS -> (type == DType.I32 ? "as_float(" : "as_double(") + a + ")";
        };
    }

    private boolean throughF64(DType type) {
        return type == DType.F32 && !target.roundedDivideSqrt() && target.f64();
    }

    /// Signed overflow is undefined in C, unsigned wraps.
    private static String wrapping(DType type, String a, String sign, String b) {
        return "(" + Types.value(type) + ")(" + unsigned(type, a) + " " + sign + " " + unsigned(type, b) + ")";
    }

    private static String unsigned(DType type, String a) {
        return "(" + Types.unsigned(type) + ")" + a;
    }

    private static String count(DType type, String b) {
        return "(" + b + " & " + (type == DType.I32 ? 31 : 63) + ")";
    }

    private String extreme(DType type, String a, String b, String comparison, Prelude f32, Prelude f64) {
        return switch (type) {
            case F32 -> call(f32, a, b);
            case F64 -> call(f64, a, b);
            case I32, I64, BOOL -> a + " " + comparison + " " + b + " ? " + a + " : " + b;
        };
    }

    private String call(Prelude function, String... x) {
        used.add(function);
        return function.name().toLowerCase(java.util.Locale.ROOT) + "(" + String.join(", ", x) + ")";
    }

    private static String canonicalNaN(DType type) {
        return type == DType.F32
                ? Types.constant(DType.I32, Float.floatToIntBits(Float.NaN))
                : Types.constant(DType.I64, Double.doubleToLongBits(Double.NaN));
    }

    private static String rawBits(DType type, String a) {
        return (type == DType.F32 ? "as_int(" : "as_long(") + a + ")";
    }
}
