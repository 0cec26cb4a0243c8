package dev.gradlane.cpu;

import dev.gradlane.graph.ScalarOp;

/// The scalar instructions of f32 operands: one loop per instruction, whose body is the Java expression that
/// [ScalarOp] documents. Rounding the f64 results of `Math.sqrt`, `floor`, `ceil` and `rint` back to f32 is exact or
/// correctly rounded: a square root in f64 has more than twice the digits of f32, the others are f32 numbers.
final class F32Loops {
    private F32Loops() {}

    /// Elements 0 to n−1 of `y` = `op` of the same elements of `x`.
    static void apply(ScalarOp op, Block[] x, Block y, int n) {
        float[] a = x[0].f32;
        float[] b = x.length > 1 ? x[1].f32 : a;
        float[] c = x.length > 2 ? x[2].f32 : a;
        switch (op) {
            case ADD -> add(a, b, y.f32, n);
            case SUB -> sub(a, b, y.f32, n);
            case MUL -> mul(a, b, y.f32, n);
            case DIV -> div(a, b, y.f32, n);
            case FMA -> fma(a, b, c, y.f32, n);
            case NEG -> neg(a, y.f32, n);
            case ABS -> abs(a, y.f32, n);
            case SQRT -> sqrt(a, y.f32, n);
            case MIN -> min(a, b, y.f32, n);
            case MAX -> max(a, b, y.f32, n);
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
            case FLOOR -> floor(a, y.f32, n);
            case CEIL -> ceil(a, y.f32, n);
            case RINT -> rint(a, y.f32, n);
            case TRUNC -> trunc(a, y.f32, n);
            case BITS -> bits(a, y.i32, n);
            case RAW_BITS -> rawBits(a, y.i32, n);
            case LTU, SELECT, AND, OR, XOR, NOT, SHL, SHR, USHR, MUL_WIDE_U32, FROM_BITS ->
                throw new IllegalArgumentException(op.symbol() + " does not take f32");
        }
    }

    private static void add(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void sub(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void mul(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void div(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] / b[i];
        }
    }

    private static void fma(float[] a, float[] b, float[] c, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    private static void neg(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -a[i];
        }
    }

    private static void abs(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(a[i]);
        }
    }

    private static void sqrt(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.sqrt(a[i]);
        }
    }

    private static void min(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void lt(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    private static void le(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }

    private static void gt(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] > b[i] ? 1 : 0);
        }
    }

    private static void ge(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] >= b[i] ? 1 : 0);
        }
    }

    private static void eq(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    private static void ne(float[] a, float[] b, byte[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    private static void toF32(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void toF64(float[] a, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i];
        }
    }

    private static void toI32(float[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (int) a[i];
        }
    }

    private static void toI64(float[] a, long[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (long) a[i];
        }
    }

    private static void floor(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.floor(a[i]);
        }
    }

    private static void ceil(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.ceil(a[i]);
        }
    }

    private static void rint(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.rint(a[i]);
        }
    }

    private static void trunc(float[] a, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) (a[i] < 0 ? Math.ceil(a[i]) : Math.floor(a[i]));
        }
    }

    private static void bits(float[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Float.floatToIntBits(a[i]);
        }
    }

    private static void rawBits(float[] a, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Float.floatToRawIntBits(a[i]);
        }
    }
}
