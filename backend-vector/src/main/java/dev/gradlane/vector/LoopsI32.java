package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;

/// The instructions whose operands are i32 or bools, which are 0 or −1, each as a loop over strips.
final class LoopsI32 {
    private static final long LOW = 0xffffffffL;

    private LoopsI32() {}

    static Loop of(ScalarOp op) {
        return switch (op) {
            case ADD ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] + y.i32[i];
                    }
                };
            case SUB ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] - y.i32[i];
                    }
                };
            case MUL ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] * y.i32[i];
                    }
                };
            case NEG ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = -x.i32[i];
                    }
                };
            case ABS ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = Math.abs(x.i32[i]);
                    }
                };
            case MIN ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = Math.min(x.i32[i], y.i32[i]);
                    }
                };
            case MAX ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = Math.max(x.i32[i], y.i32[i]);
                    }
                };
            case LT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] < y.i32[i] ? -1 : 0;
                    }
                };
            case LE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] <= y.i32[i] ? -1 : 0;
                    }
                };
            case GT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] > y.i32[i] ? -1 : 0;
                    }
                };
            case GE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] >= y.i32[i] ? -1 : 0;
                    }
                };
            case EQ ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] == y.i32[i] ? -1 : 0;
                    }
                };
            case NE ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] != y.i32[i] ? -1 : 0;
                    }
                };
            case LTU ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = Integer.compareUnsigned(x.i32[i], y.i32[i]) < 0 ? -1 : 0;
                    }
                };
            case SELECT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] != 0 ? y.i32[i] : z.i32[i];
                    }
                };
            case AND ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] & y.i32[i];
                    }
                };
            case OR ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] | y.i32[i];
                    }
                };
            case XOR ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] ^ y.i32[i];
                    }
                };
            case NOT ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = ~x.i32[i];
                    }
                };
            case SHL ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] << y.i32[i];
                    }
                };
            case SHR ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] >> y.i32[i];
                    }
                };
            case USHR ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i] >>> y.i32[i];
                    }
                };
            case MUL_WIDE_U32 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = (x.i32[i] & LOW) * (y.i32[i] & LOW);
                    }
                };
            case TO_F32 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f32[i] = (float) x.i32[i];
                    }
                };
            case TO_F64 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = x.i32[i];
                    }
                };
            case TO_I32 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = x.i32[i];
                    }
                };
            case TO_I64 ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = x.i32[i];
                    }
                };
            case FROM_BITS ->
                (t, x, y, z, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f32[i] = Float.intBitsToFloat(x.i32[i]);
                    }
                };
            case DIV, FMA, SQRT, FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS -> throw Loop.none(op, DType.I32);
        };
    }
}
