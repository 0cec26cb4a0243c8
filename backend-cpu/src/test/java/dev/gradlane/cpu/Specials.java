package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// The values at which arithmetic changes its behaviour, as bits.
final class Specials {
    private Specials() {}

    static long[] of(DType dtype) {
        double[] floats = {
            0.0,
            -0.0,
            1,
            -1,
            0.5,
            -0.5,
            1.5,
            2.5,
            -2.5,
            0.1,
            3,
            -7,
            1e-3,
            8388607.5,
            8388609,
            -0x1p52,
            0x1p52 + 1,
            0x1p31,
            -0x1p31,
            0x1p31 - 1,
            0x1p63,
            -0x1p63,
            0x1p62,
            1e30,
            -1e30,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        double[] f32 = {Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40, Float.MIN_NORMAL, Float.MAX_VALUE, 0x1.fffffep0};
        double[] f64 = {Double.MIN_VALUE, -Double.MIN_VALUE, 1e-310, Double.MIN_NORMAL, Double.MAX_VALUE, 0x1.fffffp-1};
        long[] integers = {0, 1, -1, 2, 3, -7, 31, 32, 33, 63, 64, 65, 255, 0x12345678, 0x01000001, -0x01000001};
        return switch (dtype) {
            case F32 ->
                Bits.of(
                        dtype,
                        DoubleStream.concat(Arrays.stream(floats), Arrays.stream(f32))
                                .toArray());
            case F64 ->
                Bits.of(
                        dtype,
                        DoubleStream.concat(Arrays.stream(floats), Arrays.stream(f64))
                                .toArray());
            case I32 ->
                LongStream.concat(
                                LongStream.of(integers),
                                LongStream.of(
                                        Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7fc00000, 0x7f800000, 0x80000001L))
                        .map(v -> v & 0xffffffffL)
                        .toArray();
            case I64 ->
                LongStream.concat(
                                LongStream.of(integers),
                                LongStream.of(
                                        Long.MIN_VALUE,
                                        Long.MAX_VALUE,
                                        0x7ff8000000000000L,
                                        1L << 53,
                                        (1L << 53) + 1,
                                        // rounds differently to f32 directly and through f64
                                        (1L << 60) + (1L << 36) + 1,
                                        0x80000000L,
                                        0xffffffffL,
                                        0x123456789abcdefL))
                        .toArray();
            case BOOL -> new long[] {0, 1};
        };
    }
}
