package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Integers of 64 bits, and products of 32 × 32 bits. Every operation runs on all lanes; the warp keeps what it needs.
final class LongUnit {
    private LongUnit() {}

    static void execute(Warp warp, Instruction in, int active, int d) {
        int[] r = warp.r;
        long[] l = warp.l;
        int a = in.a;
        int b = in.b;
        int c = in.c;
        switch (in.op) {
            case ADD_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] + l[b + i];
                }
            }
            case SUB_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] - l[b + i];
                }
            }
            case MUL_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] * l[b + i];
                }
            }
            case MAD_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] * l[b + i] + l[c + i];
                }
            }
            case MUL_WIDE_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = (r[a + i] & 0xffffffffL) * (r[b + i] & 0xffffffffL);
                }
            }
            case MUL_WIDE_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = (long) r[a + i] * r[b + i];
                }
            }
            case MAD_WIDE_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = (r[a + i] & 0xffffffffL) * (r[b + i] & 0xffffffffL) + l[c + i];
                }
            }
            case DIV_U64 -> {
                requireDivisor(warp, in, active);
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[b + i] == 0 ? 0 : Long.divideUnsigned(l[a + i], l[b + i]);
                }
            }
            case REM_U64 -> {
                requireDivisor(warp, in, active);
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[b + i] == 0 ? 0 : Long.remainderUnsigned(l[a + i], l[b + i]);
                }
            }
            case NEG_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = -l[a + i];
                }
            }
            case ABS_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Math.abs(l[a + i]);
                }
            }
            case MIN_S64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Math.min(l[a + i], l[b + i]);
                }
            }
            case MAX_S64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Math.max(l[a + i], l[b + i]);
                }
            }
            case MIN_U64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Long.compareUnsigned(l[a + i], l[b + i]) < 0 ? l[a + i] : l[b + i];
                }
            }
            case MAX_U64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Long.compareUnsigned(l[a + i], l[b + i]) > 0 ? l[a + i] : l[b + i];
                }
            }
            case AND_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] & l[b + i];
                }
            }
            case OR_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] | l[b + i];
                }
            }
            case XOR_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] ^ l[b + i];
                }
            }
            case NOT_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = ~l[a + i];
                }
            }
            // counts beyond the width do not wrap, as they do in Java: they shift everything out
            case SHL_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = r[b + i] >>> 6 != 0 ? 0 : l[a + i] << r[b + i];
                }
            }
            case SHR_S64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = l[a + i] >> (r[b + i] >>> 6 != 0 ? 63 : r[b + i]);
                }
            }
            case SHR_U64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = r[b + i] >>> 6 != 0 ? 0 : l[a + i] >>> r[b + i];
                }
            }
            case MOV_64 -> System.arraycopy(l, a, l, d, LANES);
            case SELP_64 -> {
                int chosen = warp.p[c];
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = (chosen >>> i & 1) != 0 ? l[a + i] : l[b + i];
                }
            }
            default -> throw warp.fault(in, active, "no 64-bit instruction");
        }
    }

    private static void requireDivisor(Warp warp, Instruction in, int active) {
        for (int left = active; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            if (warp.l[in.b + lane] == 0) {
                throw warp.fault(in, 1 << lane, "divides by zero");
            }
        }
    }
}
