package dev.gradlane.cpu;

import dev.gradlane.graph.ScalarOp;

/// The scalar instructions whose first operand is a bool, held as the byte 0 or 1.
final class BoolLoops {
    private BoolLoops() {}

    /// Elements 0 to n−1 of `y` = `op` of the same elements of `x`.
    static void apply(ScalarOp op, Block[] x, Block y, int n) {
        byte[] a = x[0].bool;
        byte[] b = x.length > 1 ? x[1].bool : a;
        switch (op) {
            case AND -> and(a, b, y.bool, n);
            case OR -> or(a, b, y.bool, n);
            case XOR -> xor(a, b, y.bool, n);
            case NOT -> not(a, y.bool, n);
            case SELECT -> select(a, x[1], x[2], y, n);
            case ADD,
                    SUB,
                    MUL,
                    DIV,
                    FMA,
                    NEG,
                    ABS,
                    SQRT,
                    MIN,
                    MAX,
                    LT,
                    LE,
                    GT,
                    GE,
                    EQ,
                    NE,
                    LTU,
                    SHL,
                    SHR,
                    USHR,
                    MUL_WIDE_U32,
                    TO_F32,
                    TO_F64,
                    TO_I32,
                    TO_I64,
                    FLOOR,
                    CEIL,
                    RINT,
                    TRUNC,
                    BITS,
                    RAW_BITS,
                    FROM_BITS -> throw new IllegalArgumentException(op.symbol() + " does not take bool");
        }
    }

    private static void and(byte[] a, byte[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] & b[i]);
        }
    }

    private static void or(byte[] a, byte[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] | b[i]);
        }
    }

    private static void xor(byte[] a, byte[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] ^ b[i]);
        }
    }

    private static void not(byte[] a, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (1 - a[i]);
        }
    }

    private static void select(byte[] c, Block a, Block b, Block y, int n) {
        switch (y.dtype) {
            case F32 -> select(c, a.f32, b.f32, y.f32, n);
            case F64 -> select(c, a.f64, b.f64, y.f64, n);
            case I32 -> select(c, a.i32, b.i32, y.i32, n);
            case I64 -> select(c, a.i64, b.i64, y.i64, n);
            case BOOL -> select(c, a.bool, b.bool, y.bool, n);
        }
    }

    private static void select(byte[] c, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = c[i] != 0 ? a[i] : b[i];
        }
    }

    private static void select(byte[] c, double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = c[i] != 0 ? a[i] : b[i];
        }
    }

    private static void select(byte[] c, int[] a, int[] b, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = c[i] != 0 ? a[i] : b[i];
        }
    }

    private static void select(byte[] c, long[] a, long[] b, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = c[i] != 0 ? a[i] : b[i];
        }
    }

    private static void select(byte[] c, byte[] a, byte[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = c[i] != 0 ? a[i] : b[i];
        }
    }
}
