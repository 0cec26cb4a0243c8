package dev.gradlane.cpu;

import dev.gradlane.graph.ScalarOp;

/// The scalar instructions of i32 operands: one loop per instruction, whose body is the Java expression that
/// [ScalarOp] documents. Java wraps, and masks shift counts, as the contract asks.
final class I32Loops {
    private I32Loops() {}

    /// Elements 0 to n−1 of `y` = `op` of the same elements of `x`.
    static void apply(ScalarOp op, Block[] x, Block y, int n) {
        int[] a = x[0].i32;
        int[] b = x.length > 1 ? x[1].i32 : a;
        switch (op) {
            case ADD -> add(a, b, y.i32, n);
            case SUB -> sub(a, b, y.i32, n);
            case MUL -> mul(a, b, y.i32, n);
            case NEG -> neg(a, y.i32, n);
            case ABS -> abs(a, y.i32, n);
            case MIN -> min(a, b, y.i32, n);
            case MAX -> max(a, b, y.i32, n);
            case LT -> lt(a, b, y.bool, n);
            case LE -> le(a, b, y.bool, n);
            case GT -> gt(a, b, y.bool, n);
            case GE -> ge(a, b, y.bool, n);
            case EQ -> eq(a, b, y.bool, n);
            case NE -> ne(a, b, y.bool, n);
            case LTU -> ltu(a, b, y.bool, n);
            case AND -> and(a, b, y.i32, n);
            case OR -> or(a, b, y.i32, n);
            case XOR -> xor(a, b, y.i32, n);
            case NOT -> not(a, y.i32, n);
            case SHL -> shl(a, b, y.i32, n);
            case SHR -> shr(a, b, y.i32, n);
            case USHR -> ushr(a, b, y.i32, n);
            case MUL_WIDE_U32 -> mulWideU32(a, b, y.i64, n);
            case TO_F32 -> toF32(a, y.f32, n);
            case TO_F64 -> toF64(a, y.f64, n);
            case TO_I32 -> toI32(a, y.i32, n);
            case TO_I64 -> toI64(a, y.i64, n);
            case FROM_BITS -> fromBits(a, y.f32, n);
            case DIV, FMA, SQRT, SELECT, FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS ->
                throw new IllegalArgumentException(op.symbol() + " does not take i32");
        }
    }

    private static void add(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void sub(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void mul(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void neg(int[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -a[i];
        }
    }

    private static void abs(int[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(a[i]);
        }
    }

    private static void min(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void lt(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    private static void le(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }

    private static void gt(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] > b[i] ? 1 : 0);
        }
    }

    private static void ge(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] >= b[i] ? 1 : 0);
        }
    }

    private static void eq(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    private static void ne(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    private static void ltu(int[] a, int[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (Integer.compareUnsigned(a[i], b[i]) < 0 ? 1 : 0);
        }
    }

    private static void and(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] & b[i];
        }
    }

    private static void or(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] | b[i];
        }
    }

    private static void xor(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] ^ b[i];
        }
    }

    private static void not(int[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ~a[i];
        }
    }

    private static void shl(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] << b[i];
        }
    }

    private static void shr(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] >> b[i];
        }
    }

    private static void ushr(int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] >>> b[i];
        }
    }

    private static void mulWideU32(int[] a, int[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (a[i] & 0xffffffffL) * (b[i] & 0xffffffffL);
        }
    }

    private static void toF32(int[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) a[i];
        }
    }

    private static void toF64(int[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void toI32(int[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void toI64(int[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void fromBits(int[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Float.intBitsToFloat(a[i]);
        }
    }
}
