package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

/// What memory allows a kernel with five arrays in and six out: a vector copy of as many.
public final class CopyStreams {
    private CopyStreams() {}

    /// @param in five addresses
    /// @param out six addresses
    /// @param bytes of each array, a multiple of the vector's
    public static void run(long[] in, long[] out, long bytes) {
        run(in[0], in[1], in[2], in[3], in[4], out[0], out[1], out[2], out[3], out[4], out[5], bytes);
    }

    private static void run(
            long a, long b, long c, long d, long e, long p, long q, long r, long s, long t, long u, long bytes) {
        for (long i = 0; i < bytes; i += 4L * F32.length()) {
            var first = fromMemorySegment(F32, ALL, a + i, ORDER);
            first.intoMemorySegment(ALL, p + i, ORDER);
            fromMemorySegment(F32, ALL, b + i, ORDER).intoMemorySegment(ALL, q + i, ORDER);
            fromMemorySegment(F32, ALL, c + i, ORDER).intoMemorySegment(ALL, r + i, ORDER);
            fromMemorySegment(F32, ALL, d + i, ORDER).intoMemorySegment(ALL, s + i, ORDER);
            fromMemorySegment(F32, ALL, e + i, ORDER).intoMemorySegment(ALL, t + i, ORDER);
            first.intoMemorySegment(ALL, u + i, ORDER);
        }
    }
}
