package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Floats of 32 bits. A result that is NaN is 7fffffff whatever the operands, as on the processors (the
/// manual leaves it open); `min` and `max` drop a NaN, and −0 < +0.
final class FloatUnit {
    private FloatUnit() {}

    static void execute(int[] r, Instruction in, int d) {
        int a = in.a;
        int b = in.b;
        int c = in.c;
        switch (in.op) {
            case ADD_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Float.intBitsToFloat(r[a + i]) + Float.intBitsToFloat(r[b + i]));
                }
            }
            case SUB_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Float.intBitsToFloat(r[a + i]) - Float.intBitsToFloat(r[b + i]));
                }
            }
            case MUL_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Float.intBitsToFloat(r[a + i]) * Float.intBitsToFloat(r[b + i]));
                }
            }
            case DIV_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Float.intBitsToFloat(r[a + i]) / Float.intBitsToFloat(r[b + i]));
                }
            }
            case FMA_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Math.fma(
                            Float.intBitsToFloat(r[a + i]),
                            Float.intBitsToFloat(r[b + i]),
                            Float.intBitsToFloat(r[c + i])));
                }
            }
            case SQRT_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits((float) Math.sqrt(Float.intBitsToFloat(r[a + i])));
                }
            }
            case NEG_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(-Float.intBitsToFloat(r[a + i]));
                }
            }
            case ABS_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = bits(Math.abs(Float.intBitsToFloat(r[a + i])));
                }
            }
            case MIN_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    float x = Float.intBitsToFloat(r[a + i]);
                    float y = Float.intBitsToFloat(r[b + i]);
                    r[d + i] = bits(x != x ? y : y != y ? x : Math.min(x, y));
                }
            }
            case MAX_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    float x = Float.intBitsToFloat(r[a + i]);
                    float y = Float.intBitsToFloat(r[b + i]);
                    r[d + i] = bits(x != x ? y : y != y ? x : Math.max(x, y));
                }
            }
            default -> throw new PtxException("line " + in.line + ": " + in.op + " is no float instruction");
        }
    }

    static int bits(float x) {
        return x != x ? 0x7fffffff : Float.floatToRawIntBits(x);
    }
}
