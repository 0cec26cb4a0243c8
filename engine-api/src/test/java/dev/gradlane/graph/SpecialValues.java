package dev.gradlane.graph;

import java.util.stream.LongStream;

/// Bits at which instructions differ from their neighbours.
final class SpecialValues {
    private SpecialValues() {}

    static long[] of(DType dtype) {
        return switch (dtype) {
            case F32 ->
                LongStream.of(
                                0x00000000, // 0
                                0x3f800000, // 1
                                0x00000001, // smallest subnormal
                                0x007fffff, // largest subnormal
                                0x00800000, // smallest normal
                                0x00800001,
                                0x7f7fffff, // largest
                                0x7f800000, // infinity
                                0x7fc00000, // NaN
                                0x3f7fffff, // below 1
                                0x3f800001, // above 1
                                0x3fd5ab1f, // an odd mantissa
                                0x4b7fffff,
                                0x5f000000)
                        .flatMap(bits -> LongStream.of(bits, bits | 0x80000000L))
                        .toArray();
            case F64 ->
                LongStream.of(
                                0L,
                                0x3ff0000000000000L,
                                1L,
                                0x000fffffffffffffL,
                                0x0010000000000000L,
                                0x0010000000000001L,
                                0x7fefffffffffffffL,
                                0x7ff0000000000000L,
                                0x7ff8000000000000L,
                                0x3fefffffffffffffL,
                                0x3ff0000000000001L,
                                0x3ffab563ef123457L,
                                0x433fffffffffffffL,
                                0x43e0000000000000L)
                        .flatMap(bits -> LongStream.of(bits, bits | Long.MIN_VALUE))
                        .toArray();
            case I32 ->
                LongStream.of(0, 1, -1, 2, 31, 32, 33, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x12345679)
                        .map(v -> v & 0xffffffffL)
                        .toArray();
            case I64 -> new long[] {0, 1, -1, 2, 63, 64, 65, Long.MAX_VALUE, Long.MIN_VALUE, 0x123456789abcdefL};
            case BOOL -> new long[] {0, 1};
        };
    }
}
