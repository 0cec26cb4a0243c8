package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.List;

/// What a scalar instruction means, one plain Java expression per instruction and type, from bits to bits.
final class PlainJava {
    private PlainJava() {}

    static long apply(ScalarOp op, List<DType> types, List<Long> x) {
        long p = x.getFirst();
        long q = x.size() > 1 ? x.get(1) : 0;
        long r = x.size() > 2 ? x.get(2) : 0;
        if (op == ScalarOp.SELECT) {
            return p != 0 ? q : r;
        }
        return switch (types.getFirst()) {
            case F32 -> f32(op, f(p), f(q), f(r));
            case F64 -> f64(op, d(p), d(q), d(r));
            case I32 -> i32(op, (int) p, (int) q);
            case I64 -> i64(op, p, q);
            case BOOL -> bool(op, p != 0, q != 0);
        };
    }

    private static float f(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static double d(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(float x) {
        return Float.floatToRawIntBits(x) & 0xffffffffL;
    }

    private static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }

    private static long bits(int x) {
        return x & 0xffffffffL;
    }

    private static long bits(boolean x) {
        return x ? 1 : 0;
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
            case LT -> bits(a < b);
            case LE -> bits(a <= b);
            case GT -> bits(a > b);
            case GE -> bits(a >= b);
            case EQ -> bits(a == b);
            case NE -> bits(a != b);
            case TO_F32 -> bits(a);
            case TO_F64 -> bits((double) a);
            case TO_I32 -> bits((int) a);
            case TO_I64 -> (long) a;
            case FLOOR -> bits((float) Math.floor(a));
            case CEIL -> bits((float) Math.ceil(a));
            case RINT -> bits((float) Math.rint(a));
            case TRUNC -> bits((float) (a < 0 ? Math.ceil(a) : Math.floor(a)));
            case BITS -> bits(Float.floatToIntBits(a));
            case RAW_BITS -> bits(Float.floatToRawIntBits(a));
            default -> throw new AssertionError(op + " takes no f32");
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
            case LT -> bits(a < b);
            case LE -> bits(a <= b);
            case GT -> bits(a > b);
            case GE -> bits(a >= b);
            case EQ -> bits(a == b);
            case NE -> bits(a != b);
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits(a);
            case TO_I32 -> bits((int) a);
            case TO_I64 -> (long) a;
            case FLOOR -> bits(Math.floor(a));
            case CEIL -> bits(Math.ceil(a));
            case RINT -> bits(Math.rint(a));
            case TRUNC -> bits(a < 0 ? Math.ceil(a) : Math.floor(a));
            case BITS -> Double.doubleToLongBits(a);
            case RAW_BITS -> Double.doubleToRawLongBits(a);
            default -> throw new AssertionError(op + " takes no f64");
        };
    }

    private static long i32(ScalarOp op, int a, int b) {
        return switch (op) {
            case ADD -> bits(a + b);
            case SUB -> bits(a - b);
            case MUL -> bits(a * b);
            case NEG -> bits(-a);
            case ABS -> bits(Math.abs(a));
            case MIN -> bits(Math.min(a, b));
            case MAX -> bits(Math.max(a, b));
            case LT -> bits(a < b);
            case LE -> bits(a <= b);
            case GT -> bits(a > b);
            case GE -> bits(a >= b);
            case EQ -> bits(a == b);
            case NE -> bits(a != b);
            case LTU -> bits(Integer.compareUnsigned(a, b) < 0);
            case AND -> bits(a & b);
            case OR -> bits(a | b);
            case XOR -> bits(a ^ b);
            case NOT -> bits(~a);
            case SHL -> bits(a << (b & 31));
            case SHR -> bits(a >> (b & 31));
            case USHR -> bits(a >>> (b & 31));
            case MUL_WIDE_U32 -> Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b);
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits((double) a);
            case TO_I32 -> bits(a);
            case TO_I64 -> a;
            case FROM_BITS -> bits(Float.intBitsToFloat(a));
            default -> throw new AssertionError(op + " takes no i32");
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
            case LT -> bits(a < b);
            case LE -> bits(a <= b);
            case GT -> bits(a > b);
            case GE -> bits(a >= b);
            case EQ -> bits(a == b);
            case NE -> bits(a != b);
            case LTU -> bits(Long.compareUnsigned(a, b) < 0);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case NOT -> ~a;
            case SHL -> a << (b & 63);
            case SHR -> a >> (b & 63);
            case USHR -> a >>> (b & 63);
            case TO_F32 -> bits((float) a);
            case TO_F64 -> bits((double) a);
            case TO_I32 -> bits((int) a);
            case TO_I64 -> a;
            case FROM_BITS -> bits(Double.longBitsToDouble(a));
            default -> throw new AssertionError(op + " takes no i64");
        };
    }

    private static long bool(ScalarOp op, boolean a, boolean b) {
        return switch (op) {
            case AND -> bits(a && b);
            case OR -> bits(a || b);
            case XOR -> bits(a != b);
            case NOT -> bits(!a);
            default -> throw new AssertionError(op + " takes no bool");
        };
    }
}
