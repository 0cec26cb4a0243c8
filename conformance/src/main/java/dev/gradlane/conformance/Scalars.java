package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;

/// Every scalar instruction of one element, as the Java expression that defines it.
final class Scalars {
    private Scalars() {}

    /// @param dtype type of the first operand, except for select: of the second
    static long apply(ScalarOp op, DType dtype, long[] x) {
        if (op == ScalarOp.SELECT) {
            return x[0] != 0 ? x[1] : x[2];
        }
        return switch (dtype) {
            case F32 -> f32(op, f(x, 0), f(x, 1), f(x, 2));
            case F64 -> f64(op, d(x, 0), d(x, 1), d(x, 2));
            case I32 -> i32(op, (int) x[0], x.length > 1 ? (int) x[1] : 0);
            case I64 -> i64(op, x[0], x.length > 1 ? x[1] : 0);
            case BOOL -> bool(op, x[0] != 0, x.length > 1 && x[1] != 0);
        };
    }

    private static float f(long[] x, int i) {
        return i < x.length ? Float.intBitsToFloat((int) x[i]) : 0;
    }

    private static double d(long[] x, int i) {
        return i < x.length ? Double.longBitsToDouble(x[i]) : 0;
    }

    private static long f32(ScalarOp op, float a, float b, float c) {
        return switch (op) {
            case ADD -> bits(a + b);
            case SUB -> bits(a - b);
            case MUL -> bits(a * b);
            case DIV -> bits(a / b);
            case FMA -> bits(Math.fma(a, b, c));
            case NEG -> bits(-a);
            case ABS -> bits(Math.abs(a));
            case SQRT -> bits((float) Math.sqrt(a));
            case MIN -> bits(Math.min(a, b));
            case MAX -> bits(Math.max(a, b));
            case LT -> of(a < b);
            case LE -> of(a <= b);
            case GT -> of(a > b);
            case GE -> of(a >= b);
            case EQ -> of(a == b);
            case NE -> of(a != b);
            case TO_F32 -> bits(a);
            case TO_F64 -> Double.doubleToRawLongBits(a);
            case TO_I32 -> low((int) a);
            case TO_I64 -> (long) a;
            case FLOOR -> bits((float) Math.floor(a));
            case CEIL -> bits((float) Math.ceil(a));
            case RINT -> bits((float) Math.rint(a));
            case TRUNC -> bits((float) (a < 0 ? Math.ceil(a) : Math.floor(a)));
            case BITS -> low(Float.floatToIntBits(a));
            case RAW_BITS -> low(Float.floatToRawIntBits(a));
            case LTU, SELECT, AND, OR, XOR, NOT, SHL, SHR, USHR, MUL_WIDE_U32, FROM_BITS ->
                throw illegal(op, DType.F32);
        };
    }

    private static long f64(ScalarOp op, double a, double b, double c) {
        return switch (op) {
            case ADD -> bits(a + b);
            case SUB -> bits(a - b);
            case MUL -> bits(a * b);
            case DIV -> bits(a / b);
            case FMA -> bits(Math.fma(a, b, c));
            case NEG -> bits(-a);
            case ABS -> bits(Math.abs(a));
            case SQRT -> bits(Math.sqrt(a));
            case MIN -> bits(Math.min(a, b));
            case MAX -> bits(Math.max(a, b));
            case LT -> of(a < b);
            case LE -> of(a <= b);
            case GT -> of(a > b);
            case GE -> of(a >= b);
            case EQ -> of(a == b);
            case NE -> of(a != b);
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits(a);
            case TO_I32 -> low((int) a);
            case TO_I64 -> (long) a;
            case FLOOR -> bits(Math.floor(a));
            case CEIL -> bits(Math.ceil(a));
            case RINT -> bits(Math.rint(a));
            case TRUNC -> bits(a < 0 ? Math.ceil(a) : Math.floor(a));
            case BITS -> Double.doubleToLongBits(a);
            case RAW_BITS -> Double.doubleToRawLongBits(a);
            case LTU, SELECT, AND, OR, XOR, NOT, SHL, SHR, USHR, MUL_WIDE_U32, FROM_BITS ->
                throw illegal(op, DType.F64);
        };
    }

    private static long i32(ScalarOp op, int a, int b) {
        return switch (op) {
            case ADD -> low(a + b);
            case SUB -> low(a - b);
            case MUL -> low(a * b);
            case NEG -> low(-a);
            case ABS -> low(Math.abs(a));
            case MIN -> low(Math.min(a, b));
            case MAX -> low(Math.max(a, b));
            case LT -> of(a < b);
            case LE -> of(a <= b);
            case GT -> of(a > b);
            case GE -> of(a >= b);
            case EQ -> of(a == b);
            case NE -> of(a != b);
            case LTU -> of(Integer.compareUnsigned(a, b) < 0);
            case AND -> low(a & b);
            case OR -> low(a | b);
            case XOR -> low(a ^ b);
            case NOT -> low(~a);
            case SHL -> low(a << b);
            case SHR -> low(a >> b);
            case USHR -> low(a >>> b);
            case MUL_WIDE_U32 -> (a & 0xffffffffL) * (b & 0xffffffffL);
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits((double) a);
            case TO_I32, FROM_BITS -> low(a);
            case TO_I64 -> a;
            case DIV, FMA, SQRT, SELECT, FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS -> throw illegal(op, DType.I32);
        };
    }

    private static long i64(ScalarOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case NEG -> -a;
            case ABS -> Math.abs(a);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case LT -> of(a < b);
            case LE -> of(a <= b);
            case GT -> of(a > b);
            case GE -> of(a >= b);
            case EQ -> of(a == b);
            case NE -> of(a != b);
            case LTU -> of(Long.compareUnsigned(a, b) < 0);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case NOT -> ~a;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits((double) a);
            case TO_I32 -> low((int) a);
            case TO_I64, FROM_BITS -> a;
            case DIV, FMA, SQRT, SELECT, MUL_WIDE_U32, FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS ->
                throw illegal(op, DType.I64);
        };
    }

    private static long bool(ScalarOp op, boolean a, boolean b) {
        return switch (op) {
            case AND -> of(a & b);
            case OR -> of(a | b);
            case XOR -> of(a ^ b);
            case NOT -> of(!a);
            case ADD, SUB, MUL, DIV, FMA, NEG, ABS, SQRT, MIN, MAX, LT, LE, GT, GE, EQ, NE, LTU, SELECT ->
                throw illegal(op, DType.BOOL);
            case SHL, SHR, USHR, MUL_WIDE_U32, TO_F32, TO_F64, TO_I32, TO_I64 -> throw illegal(op, DType.BOOL);
            case FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS, FROM_BITS -> throw illegal(op, DType.BOOL);
        };
    }

    private static AssertionError illegal(ScalarOp op, DType dtype) {
        return new AssertionError(op.symbol() + " does not take " + dtype.symbol());
    }

    private static long bits(float a) {
        return low(Float.floatToRawIntBits(a));
    }

    private static long bits(double a) {
        return Double.doubleToRawLongBits(a);
    }

    private static long low(int a) {
        return a & 0xffffffffL;
    }

    private static long of(boolean a) {
        return a ? 1 : 0;
    }
}
