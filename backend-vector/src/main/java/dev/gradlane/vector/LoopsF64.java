package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;

/// The instructions whose operands are f64, each as a loop over strips.
final class LoopsF64 {
    private LoopsF64() {}

    static Loop of(ScalarOp op) {
        return switch (op) {
            case ADD ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.f64[i] + y.f64[i];
                    }
                };
            case SUB ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.f64[i] - y.f64[i];
                    }
                };
            case MUL ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.f64[i] * y.f64[i];
                    }
                };
            case DIV ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.f64[i] / y.f64[i];
                    }
                };
            case FMA ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.fma(x.f64[i], y.f64[i], z.f64[i]);
                    }
                };
            case NEG ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = -x.f64[i];
                    }
                };
            case ABS ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.abs(x.f64[i]);
                    }
                };
            case SQRT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.sqrt(x.f64[i]);
                    }
                };
            case MIN ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.min(x.f64[i], y.f64[i]);
                    }
                };
            case MAX ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.max(x.f64[i], y.f64[i]);
                    }
                };
            case LT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] < y.f64[i] ? -1 : 0;
                    }
                };
            case LE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] <= y.f64[i] ? -1 : 0;
                    }
                };
            case GT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] > y.f64[i] ? -1 : 0;
                    }
                };
            case GE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] >= y.f64[i] ? -1 : 0;
                    }
                };
            case EQ ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] == y.f64[i] ? -1 : 0;
                    }
                };
            case NE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.f64[i] != y.f64[i] ? -1 : 0;
                    }
                };
            case SELECT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.i32[i] != 0 ? y.f64[i] : z.f64[i];
                    }
                };
            case FLOOR ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.floor(x.f64[i]);
                    }
                };
            case CEIL ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.ceil(x.f64[i]);
                    }
                };
            case RINT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.rint(x.f64[i]);
                    }
                };
            case TRUNC ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = Math.copySign(Math.floor(Math.abs(x.f64[i])), x.f64[i]);
                    }
                };
            case BITS ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = Double.doubleToLongBits(x.f64[i]);
                    }
                };
            case RAW_BITS ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = Double.doubleToRawLongBits(x.f64[i]);
                    }
                };
            case TO_F32 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f32[i] = (float) x.f64[i];
                    }
                };
            case TO_F64 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.f64[i];
                    }
                };
            case TO_I32 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = (int) x.f64[i];
                    }
                };
            case TO_I64 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = (long) x.f64[i];
                    }
                };
            case AND, OR, XOR, NOT, SHL, SHR, USHR, LTU, MUL_WIDE_U32, FROM_BITS -> throw Loop.none(op, DType.F64);
        };
    }
}
