package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;

/// Elements as bits, and how they lie in memory (written apart from the backend's own code).
final class Bits {
    private Bits() {}

    static MemorySegment segment(DType dtype, long... bits) {
        byte[] bytes = new byte[bits.length * dtype.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits[i / dtype.bytes()] >>> (8 * (i % dtype.bytes())));
        }
        return MemorySegment.ofArray(bytes);
    }

    static long[] of(DType dtype, MemorySegment memory) {
        byte[] bytes = memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        long[] bits = new long[bytes.length / dtype.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bits[i / dtype.bytes()] |= (bytes[i] & 0xffL) << (8 * (i % dtype.bytes()));
        }
        return bits;
    }

    static long[] f64(double... values) {
        return of(DType.F64, values);
    }

    static long[] of(DType dtype, double... values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = dtype.bitsOf(values[i]);
        }
        return bits;
    }

    /// @throws AssertionError with the first index and both bit patterns
    static void requireSame(String what, DType dtype, long[] expected, long[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError(what + ": " + expected.length + " elements expected, got " + actual.length);
        }
        for (int i = 0; i < expected.length; i++) {
            if (!dtype.same(expected[i], actual[i])) {
                throw new AssertionError("%s, element %d of %d: expected %x (%s), got %x (%s)"
                        .formatted(
                                what,
                                i,
                                expected.length,
                                expected[i],
                                dtype.toDouble(expected[i]),
                                actual[i],
                                dtype.toDouble(actual[i])));
            }
        }
    }
}
