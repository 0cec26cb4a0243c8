package dev.gradlane.cpu;

import dev.gradlane.graph.ScalarOp;

/// The scalar instructions of f64 operands: one loop per instruction, whose body is the Java expression that
/// [ScalarOp] documents.
final class F64Loops {
    private F64Loops() {}

    /// Elements 0 to n−1 of `y` = `op` of the same elements of `x`.
    static void apply(ScalarOp op, Block[] x, Block y, int n) {
        double[] a = x[0].f64;
        double[] b = x.length > 1 ? x[1].f64 : a;
        double[] c = x.length > 2 ? x[2].f64 : a;
        switch (op) {
            case ADD -> add(a, b, y.f64, n);
            case SUB -> sub(a, b, y.f64, n);
            case MUL -> mul(a, b, y.f64, n);
            case DIV -> div(a, b, y.f64, n);
            case FMA -> fma(a, b, c, y.f64, n);
            case NEG -> neg(a, y.f64, n);
            case ABS -> abs(a, y.f64, n);
            case SQRT -> sqrt(a, y.f64, n);
            case MIN -> min(a, b, y.f64, n);
            case MAX -> max(a, b, y.f64, n);
            case LT -> lt(a, b, y.bool, n);
            case LE -> le(a, b, y.bool, n);
            case GT -> gt(a, b, y.bool, n);
            case GE -> ge(a, b, y.bool, n);
            case EQ -> eq(a, b, y.bool, n);
            case NE -> ne(a, b, y.bool, n);
            case TO_F32 -> toF32(a, y.f32, n);
            case TO_F64 -> toF64(a, y.f64, n);
            case TO_I32 -> toI32(a, y.i32, n);
            case TO_I64 -> toI64(a, y.i64, n);
            case FLOOR -> floor(a, y.f64, n);
            case CEIL -> ceil(a, y.f64, n);
            case RINT -> rint(a, y.f64, n);
            case TRUNC -> trunc(a, y.f64, n);
            case BITS -> bits(a, y.i64, n);
            case RAW_BITS -> rawBits(a, y.i64, n);
            case LTU, SELECT, AND, OR, XOR, NOT, SHL, SHR, USHR, MUL_WIDE_U32, FROM_BITS ->
                throw new IllegalArgumentException(op.symbol() + " does not take f64");
        }
    }

    private static void add(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void sub(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void mul(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void div(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] / b[i];
        }
    }

    private static void fma(double[] a, double[] b, double[] c, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    private static void neg(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -a[i];
        }
    }

    private static void abs(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(a[i]);
        }
    }

    private static void sqrt(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.sqrt(a[i]);
        }
    }

    private static void min(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(double[] a, double[] b, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void lt(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    private static void le(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }

    private static void gt(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] > b[i] ? 1 : 0);
        }
    }

    private static void ge(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] >= b[i] ? 1 : 0);
        }
    }

    private static void eq(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    private static void ne(double[] a, double[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    private static void toF32(double[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) a[i];
        }
    }

    private static void toF64(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void toI32(double[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (int) a[i];
        }
    }

    private static void toI64(double[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (long) a[i];
        }
    }

    private static void floor(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.floor(a[i]);
        }
    }

    private static void ceil(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.ceil(a[i]);
        }
    }

    private static void rint(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.rint(a[i]);
        }
    }

    private static void trunc(double[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] < 0 ? Math.ceil(a[i]) : Math.floor(a[i]);
        }
    }

    private static void bits(double[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Double.doubleToLongBits(a[i]);
        }
    }

    private static void rawBits(double[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Double.doubleToRawLongBits(a[i]);
        }
    }
}
