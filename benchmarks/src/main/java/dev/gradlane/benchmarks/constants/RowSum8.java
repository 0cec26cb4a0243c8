package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.gradlane.benchmarks.Raw;
import jdk.incubator.vector.FloatVector;

/// Sum of a row with 8 vector accumulators: 128 lanes with vectors of 512 bits, 64 with 256, 32 with 128.
final class RowSum8 {
    static final int LANES = 8 * F32.length();
    private static final int V = F32.length();
    private static final long BYTES = 4L * V;

    private RowSum8() {}

    /// Σ of n ≤ chunk floats at `x`.
    static float chunk(long x, int n) {
        FloatVector a0 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a1 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a2 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a3 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a4 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a5 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a6 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a7 = FloatVector.broadcast(F32, -0.0f);
        long at = x;
        int left = n;
        for (; left >= LANES; left -= LANES) {
            a0 = a0.add(fromMemorySegment(F32, ALL, at, ORDER));
            a1 = a1.add(fromMemorySegment(F32, ALL, at + BYTES, ORDER));
            a2 = a2.add(fromMemorySegment(F32, ALL, at + 2 * BYTES, ORDER));
            a3 = a3.add(fromMemorySegment(F32, ALL, at + 3 * BYTES, ORDER));
            a4 = a4.add(fromMemorySegment(F32, ALL, at + 4 * BYTES, ORDER));
            a5 = a5.add(fromMemorySegment(F32, ALL, at + 5 * BYTES, ORDER));
            a6 = a6.add(fromMemorySegment(F32, ALL, at + 6 * BYTES, ORDER));
            a7 = a7.add(fromMemorySegment(F32, ALL, at + 7 * BYTES, ORDER));
            at += LANES * 4L;
        }
        if (left > 0) {
            var m0 = Raw.first(left);
            a0 = a0.add(fromMemorySegment(F32, ALL, at, ORDER, m0), m0);
            var m1 = Raw.first(left - V);
            a1 = a1.add(fromMemorySegment(F32, ALL, at + BYTES, ORDER, m1), m1);
            var m2 = Raw.first(left - 2 * V);
            a2 = a2.add(fromMemorySegment(F32, ALL, at + 2 * BYTES, ORDER, m2), m2);
            var m3 = Raw.first(left - 3 * V);
            a3 = a3.add(fromMemorySegment(F32, ALL, at + 3 * BYTES, ORDER, m3), m3);
            var m4 = Raw.first(left - 4 * V);
            a4 = a4.add(fromMemorySegment(F32, ALL, at + 4 * BYTES, ORDER, m4), m4);
            var m5 = Raw.first(left - 5 * V);
            a5 = a5.add(fromMemorySegment(F32, ALL, at + 5 * BYTES, ORDER, m5), m5);
            var m6 = Raw.first(left - 6 * V);
            a6 = a6.add(fromMemorySegment(F32, ALL, at + 6 * BYTES, ORDER, m6), m6);
            var m7 = Raw.first(left - 7 * V);
            a7 = a7.add(fromMemorySegment(F32, ALL, at + 7 * BYTES, ORDER, m7), m7);
        }
        a0 = a0.add(a4);
        a1 = a1.add(a5);
        a2 = a2.add(a6);
        a3 = a3.add(a7);
        a0 = a0.add(a2);
        a1 = a1.add(a3);
        return Horizontal.inlineFold(a0.add(a1));
    }
}
