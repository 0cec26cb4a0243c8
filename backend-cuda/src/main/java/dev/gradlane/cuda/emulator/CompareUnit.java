package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Comparisons and logic of predicates: a bit per lane. Of floats, the plain comparisons are false where an operand is
/// NaN, `ne` too; those with u are true there.
final class CompareUnit {
    private CompareUnit() {}

    /// The result of every lane.
    static int execute(Warp warp, Instruction in) {
        int[] p = warp.p;
        return switch (in.op) {
            case AND_P -> p[in.a] & p[in.b];
            case OR_P -> p[in.a] | p[in.b];
            case XOR_P -> p[in.a] ^ p[in.b];
            case NOT_P -> ~p[in.a];
            case MOV_P -> p[in.a];
            default -> in.op.pattern.equals("pii") ? narrow(warp, in) : wide(warp, in);
        };
    }

    private static int narrow(Warp warp, Instruction in) {
        int mask = 0;
        for (int i = 0; i < LANES; i++) {
            if (compare(in.op, warp.r[in.a + i], warp.r[in.b + i])) {
                mask |= 1 << i;
            }
        }
        return mask;
    }

    private static int wide(Warp warp, Instruction in) {
        int mask = 0;
        for (int i = 0; i < LANES; i++) {
            if (compare(in.op, warp.l[in.a + i], warp.l[in.b + i])) {
                mask |= 1 << i;
            }
        }
        return mask;
    }

    private static boolean compare(Op op, int a, int b) {
        return switch (op) {
            case SETP_EQ_32 -> a == b;
            case SETP_NE_32 -> a != b;
            case SETP_LT_S32 -> a < b;
            case SETP_LE_S32 -> a <= b;
            case SETP_GT_S32 -> a > b;
            case SETP_GE_S32 -> a >= b;
            case SETP_LT_U32 -> Integer.compareUnsigned(a, b) < 0;
            case SETP_LE_U32 -> Integer.compareUnsigned(a, b) <= 0;
            case SETP_GT_U32 -> Integer.compareUnsigned(a, b) > 0;
            case SETP_GE_U32 -> Integer.compareUnsigned(a, b) >= 0;
            default -> compare(op, Float.intBitsToFloat(a), Float.intBitsToFloat(b));
        };
    }

    private static boolean compare(Op op, float a, float b) {
        return switch (op) {
            case SETP_EQ_F32 -> a == b;
            case SETP_NE_F32 -> a < b || a > b;
            case SETP_LT_F32 -> a < b;
            case SETP_LE_F32 -> a <= b;
            case SETP_GT_F32 -> a > b;
            case SETP_GE_F32 -> a >= b;
            case SETP_EQU_F32 -> !(a < b || a > b);
            case SETP_NEU_F32 -> a != b;
            case SETP_LTU_F32 -> !(a >= b);
            case SETP_LEU_F32 -> !(a > b);
            case SETP_GTU_F32 -> !(a <= b);
            case SETP_GEU_F32 -> !(a < b);
            case SETP_NUM_F32 -> a == a && b == b;
            case SETP_NAN_F32 -> a != a || b != b;
            default -> throw new PtxException(op + " is no comparison");
        };
    }

    private static boolean compare(Op op, long a, long b) {
        return switch (op) {
            case SETP_EQ_64 -> a == b;
            case SETP_NE_64 -> a != b;
            case SETP_LT_S64 -> a < b;
            case SETP_LE_S64 -> a <= b;
            case SETP_GT_S64 -> a > b;
            case SETP_GE_S64 -> a >= b;
            case SETP_LT_U64 -> Long.compareUnsigned(a, b) < 0;
            case SETP_LE_U64 -> Long.compareUnsigned(a, b) <= 0;
            case SETP_GT_U64 -> Long.compareUnsigned(a, b) > 0;
            case SETP_GE_U64 -> Long.compareUnsigned(a, b) >= 0;
            default -> compare(op, Double.longBitsToDouble(a), Double.longBitsToDouble(b));
        };
    }

    private static boolean compare(Op op, double a, double b) {
        return switch (op) {
            case SETP_EQ_F64 -> a == b;
            case SETP_NE_F64 -> a < b || a > b;
            case SETP_LT_F64 -> a < b;
            case SETP_LE_F64 -> a <= b;
            case SETP_GT_F64 -> a > b;
            case SETP_GE_F64 -> a >= b;
            case SETP_EQU_F64 -> !(a < b || a > b);
            case SETP_NEU_F64 -> a != b;
            case SETP_LTU_F64 -> !(a >= b);
            case SETP_LEU_F64 -> !(a > b);
            case SETP_GTU_F64 -> !(a <= b);
            case SETP_GEU_F64 -> !(a < b);
            case SETP_NUM_F64 -> a == a && b == b;
            case SETP_NAN_F64 -> a != a || b != b;
            default -> throw new PtxException(op + " is no comparison");
        };
    }
}
