package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// Conversions. Floats saturate on the way to integers; NaN becomes 0 from f32 to 32 bits, and the least number
/// wherever 64 bits are on one side.
///
/// Source: PTX ISA 8.0, §9.7.9.21: "1 << (BitWidth - 1)" unless source and destination are narrow.
final class ConvertUnit {
    private ConvertUnit() {}

    static void execute(int[] r, long[] l, Instruction in, int d) {
        int a = in.a;
        switch (in.op) {
            case CVT_U64_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = r[a + i] & 0xffffffffL;
                }
            }
            case CVT_S64_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = r[a + i];
                }
            }
            case CVT_32_64 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = (int) l[a + i];
                }
            }
            case LOW_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = (int) l[a + i];
                }
            }
            case HIGH_32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = (int) (l[a + i] >>> 32);
                }
            }
            case PACK_64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = r[a + i] & 0xffffffffL | (long) r[in.b + i] << 32;
                }
            }
            case CVT_F32_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Float.floatToRawIntBits(r[a + i]);
                }
            }
            case CVT_F32_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Float.floatToRawIntBits(r[a + i] & 0xffffffffL);
                }
            }
            case CVT_F32_S64 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = Float.floatToRawIntBits(l[a + i]);
                }
            }
            case CVT_F64_S32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Double.doubleToRawLongBits(r[a + i]);
                }
            }
            case CVT_F64_U32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Double.doubleToRawLongBits(r[a + i] & 0xffffffffL);
                }
            }
            case CVT_F64_S64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = Double.doubleToRawLongBits(l[a + i]);
                }
            }
            case CVT_F32_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = FloatUnit.bits((float) Double.longBitsToDouble(l[a + i]));
                }
            }
            case CVT_F64_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = DoubleUnit.bits(Float.intBitsToFloat(r[a + i]));
                }
            }
            case CVT_S32_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = (int) Float.intBitsToFloat(r[a + i]);
                }
            }
            case CVT_S64_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = toLong(Float.intBitsToFloat(r[a + i]));
                }
            }
            case CVT_S32_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = toInt(Double.longBitsToDouble(l[a + i]));
                }
            }
            case CVT_S64_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = toLong(Double.longBitsToDouble(l[a + i]));
                }
            }
            case FLOOR_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = FloatUnit.bits((float) Math.floor(Float.intBitsToFloat(r[a + i])));
                }
            }
            case FLOOR_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = DoubleUnit.bits(Math.floor(Double.longBitsToDouble(l[a + i])));
                }
            }
            case CEIL_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = FloatUnit.bits((float) Math.ceil(Float.intBitsToFloat(r[a + i])));
                }
            }
            case CEIL_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = DoubleUnit.bits(Math.ceil(Double.longBitsToDouble(l[a + i])));
                }
            }
            case RINT_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = FloatUnit.bits((float) Math.rint(Float.intBitsToFloat(r[a + i])));
                }
            }
            case RINT_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = DoubleUnit.bits(Math.rint(Double.longBitsToDouble(l[a + i])));
                }
            }
            case TRUNC_F32 -> {
                for (int i = 0; i < LANES; i++) {
                    r[d + i] = FloatUnit.bits((float) trunc(Float.intBitsToFloat(r[a + i])));
                }
            }
            case TRUNC_F64 -> {
                for (int i = 0; i < LANES; i++) {
                    l[d + i] = DoubleUnit.bits(trunc(Double.longBitsToDouble(l[a + i])));
                }
            }
            default -> throw new PtxException("line " + in.line + ": " + in.op + " is no conversion");
        }
    }

    private static int toInt(double x) {
        return x != x ? Integer.MIN_VALUE : (int) x;
    }

    private static long toLong(double x) {
        return x != x ? Long.MIN_VALUE : (long) x;
    }

    private static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }
}
