package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.gradlane.benchmarks.Raw;
import jdk.incubator.vector.FloatVector;

/// Sum of a row with 4 vector accumulators: 64 lanes with vectors of 512 bits, 32 with 256, 16 with 128.
final class RowSum4 {
    static final int LANES = 4 * F32.length();
    private static final int V = F32.length();
    private static final long BYTES = 4L * V;

    private RowSum4() {}

    /// Σ of n ≤ chunk floats at `x`.
    static float chunk(long x, int n) {
        FloatVector a0 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a1 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a2 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a3 = FloatVector.broadcast(F32, -0.0f);
        long at = x;
        int left = n;
        for (; left >= LANES; left -= LANES) {
            a0 = a0.add(fromMemorySegment(F32, ALL, at, ORDER));
            a1 = a1.add(fromMemorySegment(F32, ALL, at + BYTES, ORDER));
            a2 = a2.add(fromMemorySegment(F32, ALL, at + 2 * BYTES, ORDER));
            a3 = a3.add(fromMemorySegment(F32, ALL, at + 3 * BYTES, ORDER));
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
        }
        a0 = a0.add(a2);
        a1 = a1.add(a3);
        return Horizontal.inlineFold(a0.add(a1));
    }
}
