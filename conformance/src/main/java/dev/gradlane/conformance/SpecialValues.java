package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import java.util.stream.LongStream;

/// Bits at which implementations differ from each other: signed zeros and ones, subnormals, extremes,
/// infinities, NaN, odd mantissas, ties of rounding, shift counts at the width.
public final class SpecialValues {
    private SpecialValues() {}

    public static long[] of(DType dtype) {
        return switch (dtype) {
            case F32 ->
                signed(
                        0x80000000L,
                        LongStream.of(
                                0,
                                0x3f800000,
                                1,
                                0x007fffff,
                                0x00800000,
                                0x00800001,
                                0x7f7fffff,
                                0x7f800000,
                                0x7fc00000,
                                0x3f7fffff,
                                0x3f800001,
                                0x3fd5ab1f,
                                0x3f000000,
                                0x3fc00000,
                                0x4b000001,
                                0x4b7fffff,
                                0x4f000000,
                                0x5f000000,
                                0x1f800000,
                                0x20000001));
            case F64 ->
                signed(
                        Long.MIN_VALUE,
                        LongStream.of(
                                0,
                                0x3ff0000000000000L,
                                1,
                                0x000fffffffffffffL,
                                0x0010000000000000L,
                                0x0010000000000001L,
                                0x7fefffffffffffffL,
                                0x7ff0000000000000L,
                                0x7ff8000000000000L,
                                0x3fefffffffffffffL,
                                0x3ff0000000000001L,
                                0x3ffab563ef123457L,
                                0x3fe0000000000000L,
                                0x3ff8000000000000L,
                                0x4330000000000001L,
                                0x433fffffffffffffL,
                                0x41e0000000000000L,
                                0x43e0000000000000L,
                                0x36a0000000000001L,
                                0x2010000000000001L));
            case I32 ->
                LongStream.of(
                                0,
                                1,
                                -1,
                                2,
                                3,
                                -7,
                                31,
                                32,
                                33,
                                16777217,
                                Integer.MAX_VALUE,
                                Integer.MIN_VALUE,
                                0x12345679)
                        .map(v -> v & 0xffffffffL)
                        .toArray();
            case I64 ->
                new long[] {
                    0,
                    1,
                    -1,
                    2,
                    3,
                    -7,
                    31,
                    32,
                    63,
                    64,
                    65,
                    1L << 53 | 1,
                    0x8000000080000001L,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    0x123456789abcdefL
                };
            case BOOL -> new long[] {0, 1};
        };
    }

    private static long[] signed(long sign, LongStream positive) {
        return positive.flatMap(bits -> LongStream.of(bits, bits | sign)).toArray();
    }
}
