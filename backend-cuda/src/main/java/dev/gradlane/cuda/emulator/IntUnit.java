package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Integers of 32 bits. Every operation runs on all lanes; the warp keeps what it needs.
final class IntUnit {
    private IntUnit() {}

    static void execute(Warp warp, Instruction in, int active, int d) {
        int[] r = warp.r;
        int a = in.a;
        int b = in.b;
        int c = in.c;
        switch (in.op) {
            case ADD_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] + r[b + i];
                }
            }
            case SUB_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] - r[b + i];
                }
            }
            case MUL_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] * r[b + i];
                }
            }
            case MAD_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] * r[b + i] + r[c + i];
                }
            }
            case DIV_U32 -> {
                requireDivisor(warp, in, active);
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[b + i] == 0 ? 0 : Integer.divideUnsigned(r[a + i], r[b + i]);
                }
            }
            case REM_U32 -> {
                requireDivisor(warp, in, active);
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[b + i] == 0 ? 0 : Integer.remainderUnsigned(r[a + i], r[b + i]);
                }
            }
            case NEG_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = -r[a + i];
                }
            }
            case ABS_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Math.abs(r[a + i]);
                }
            }
            case MIN_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Math.min(r[a + i], r[b + i]);
                }
            }
            case MAX_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Math.max(r[a + i], r[b + i]);
                }
            }
            case MIN_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Integer.compareUnsigned(r[a + i], r[b + i]) < 0 ? r[a + i] : r[b + i];
                }
            }
            case MAX_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Integer.compareUnsigned(r[a + i], r[b + i]) > 0 ? r[a + i] : r[b + i];
                }
            }
            case AND_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] & r[b + i];
                }
            }
            case OR_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] | r[b + i];
                }
            }
            case XOR_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] ^ r[b + i];
                }
            }
            case NOT_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = ~r[a + i];
                }
            }
            // counts beyond the width do not wrap, as they do in Java: they shift everything out
            case SHL_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[b + i] >>> 5 != 0 ? 0 : r[a + i] << r[b + i];
                }
            }
            case SHR_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[a + i] >> (r[b + i] >>> 5 != 0 ? 31 : r[b + i]);
                }
            }
            case SHR_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = r[b + i] >>> 5 != 0 ? 0 : r[a + i] >>> r[b + i];
                }
            }
            case MOV_32 -> System.arraycopy(r, a, r, d, LANES);
            case SELP_32 -> {
                int chosen = warp.p[c];
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = (chosen >>> i & 1) != 0 ? r[a + i] : r[b + i];
                }
            }
            default -> throw warp.fault(in, active, "no 32-bit instruction");
        }
    }

    private static void requireDivisor(Warp warp, Instruction in, int active) {
        for (int left = active; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            if (warp.r[in.b + lane] == 0) {
                throw warp.fault(in, 1 << lane, "divides by zero");
            }
        }
    }
}
