package dev.gradlane.cpu;

import dev.gradlane.graph.ScalarOp;

/// The scalar instructions of i64 operands: one loop per instruction, whose body is the Java expression that
/// [ScalarOp] documents. Java wraps, and masks shift counts (by the low six bits), as the contract asks.
final class I64Loops {
    private I64Loops() {}

    /// Elements 0 to n−1 of `y` = `op` of the same elements of `x`.
    static void apply(ScalarOp op, Block[] x, Block y, int n) {
        long[] a = x[0].i64;
        long[] b = x.length > 1 ? x[1].i64 : a;
        switch (op) {
            case ADD -> add(a, b, y.i64, n);
            case SUB -> sub(a, b, y.i64, n);
            case MUL -> mul(a, b, y.i64, n);
            case NEG -> neg(a, y.i64, n);
            case ABS -> abs(a, y.i64, n);
            case MIN -> min(a, b, y.i64, n);
            case MAX -> max(a, b, y.i64, n);
            case LT -> lt(a, b, y.bool, n);
            case LE -> le(a, b, y.bool, n);
            case GT -> gt(a, b, y.bool, n);
            case GE -> ge(a, b, y.bool, n);
            case EQ -> eq(a, b, y.bool, n);
            case NE -> ne(a, b, y.bool, n);
            case LTU -> ltu(a, b, y.bool, n);
            case AND -> and(a, b, y.i64, n);
            case OR -> or(a, b, y.i64, n);
            case XOR -> xor(a, b, y.i64, n);
            case NOT -> not(a, y.i64, n);
            case SHL -> shl(a, b, y.i64, n);
            case SHR -> shr(a, b, y.i64, n);
            case USHR -> ushr(a, b, y.i64, n);
            case TO_F32 -> toF32(a, y.f32, n);
            case TO_F64 -> toF64(a, y.f64, n);
            case TO_I32 -> toI32(a, y.i32, n);
            case TO_I64 -> toI64(a, y.i64, n);
            case FROM_BITS -> fromBits(a, y.f64, n);
            case DIV, FMA, SQRT, SELECT, MUL_WIDE_U32, FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS ->
                throw new IllegalArgumentException(op.symbol() + " does not take i64");
        }
    }

    private static void add(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void sub(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void mul(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void neg(long[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -a[i];
        }
    }

    private static void abs(long[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(a[i]);
        }
    }

    private static void min(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void lt(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    private static void le(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }

    private static void gt(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] > b[i] ? 1 : 0);
        }
    }

    private static void ge(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] >= b[i] ? 1 : 0);
        }
    }

    private static void eq(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    private static void ne(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    private static void ltu(long[] a, long[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (Long.compareUnsigned(a[i], b[i]) < 0 ? 1 : 0);
        }
    }

    private static void and(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] & b[i];
        }
    }

    private static void or(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] | b[i];
        }
    }

    private static void xor(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] ^ b[i];
        }
    }

    private static void not(long[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ~a[i];
        }
    }

    private static void shl(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] << b[i];
        }
    }

    private static void shr(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] >> b[i];
        }
    }

    private static void ushr(long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] >>> b[i];
        }
    }

    private static void toF32(long[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) a[i];
        }
    }

    private static void toF64(long[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (double) a[i];
        }
    }

    private static void toI32(long[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (int) a[i];
        }
    }

    private static void toI64(long[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void fromBits(long[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Double.longBitsToDouble(a[i]);
        }
    }
}
