package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Floats of 64 bits; `min` and `max` drop a NaN, and −0 < +0. NaN payloads pass as in Java: the contract
/// lets no result depend on them.
final class DoubleUnit {
    private DoubleUnit() {}

    static void execute(long[] l, Instruction in, int d) {
        int a = in.a;
        int b = in.b;
        int c = in.c;
        switch (in.op) {
            case ADD_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Double.longBitsToDouble(l[a + i]) + Double.longBitsToDouble(l[b + i]));
                }
            }
            case SUB_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Double.longBitsToDouble(l[a + i]) - Double.longBitsToDouble(l[b + i]));
                }
            }
            case MUL_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Double.longBitsToDouble(l[a + i]) * Double.longBitsToDouble(l[b + i]));
                }
            }
            case DIV_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Double.longBitsToDouble(l[a + i]) / Double.longBitsToDouble(l[b + i]));
                }
            }
            case FMA_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Math.fma(
                            Double.longBitsToDouble(l[a + i]),
                            Double.longBitsToDouble(l[b + i]),
                            Double.longBitsToDouble(l[c + i])));
                }
            }
            case SQRT_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Math.sqrt(Double.longBitsToDouble(l[a + i])));
                }
            }
            case NEG_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(-Double.longBitsToDouble(l[a + i]));
                }
            }
            case ABS_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = bits(Math.abs(Double.longBitsToDouble(l[a + i])));
                }
            }
            case MIN_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    double x = Double.longBitsToDouble(l[a + i]);
                    double y = Double.longBitsToDouble(l[b + i]);
                    l[d + i] = bits(x != x ? y : y != y ? x : Math.min(x, y));
                }
            }
            case MAX_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    double x = Double.longBitsToDouble(l[a + i]);
                    double y = Double.longBitsToDouble(l[b + i]);
                    l[d + i] = bits(x != x ? y : y != y ? x : Math.max(x, y));
                }
            }
            default -> throw new PtxException("line " + in.line + ": " + in.op + " is no double instruction");
        }
    }

    static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }
}
