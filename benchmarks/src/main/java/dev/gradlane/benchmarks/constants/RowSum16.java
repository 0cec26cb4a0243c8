package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.gradlane.benchmarks.Raw;
import jdk.incubator.vector.FloatVector;

/// Sum of a row with 16 vector accumulators: 256 lanes with vectors of 512 bits, 128 with 256, 64 with 128.
final class RowSum16 {
    static final int LANES = 16 * F32.length();
    private static final int V = F32.length();
    private static final long BYTES = 4L * V;
    private static final long SLAB = Raw.allocate(16 * BYTES);

    private RowSum16() {}

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
        FloatVector a8 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a9 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a10 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a11 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a12 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a13 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a14 = FloatVector.broadcast(F32, -0.0f);
        FloatVector a15 = FloatVector.broadcast(F32, -0.0f);
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
            a8 = a8.add(fromMemorySegment(F32, ALL, at + 8 * BYTES, ORDER));
            a9 = a9.add(fromMemorySegment(F32, ALL, at + 9 * BYTES, ORDER));
            a10 = a10.add(fromMemorySegment(F32, ALL, at + 10 * BYTES, ORDER));
            a11 = a11.add(fromMemorySegment(F32, ALL, at + 11 * BYTES, ORDER));
            a12 = a12.add(fromMemorySegment(F32, ALL, at + 12 * BYTES, ORDER));
            a13 = a13.add(fromMemorySegment(F32, ALL, at + 13 * BYTES, ORDER));
            a14 = a14.add(fromMemorySegment(F32, ALL, at + 14 * BYTES, ORDER));
            a15 = a15.add(fromMemorySegment(F32, ALL, at + 15 * BYTES, ORDER));
            at += LANES * 4L;
        }
        if (left > 0) {
            a0.intoMemorySegment(ALL, SLAB, ORDER);
            a1.intoMemorySegment(ALL, SLAB + BYTES, ORDER);
            a2.intoMemorySegment(ALL, SLAB + 2 * BYTES, ORDER);
            a3.intoMemorySegment(ALL, SLAB + 3 * BYTES, ORDER);
            a4.intoMemorySegment(ALL, SLAB + 4 * BYTES, ORDER);
            a5.intoMemorySegment(ALL, SLAB + 5 * BYTES, ORDER);
            a6.intoMemorySegment(ALL, SLAB + 6 * BYTES, ORDER);
            a7.intoMemorySegment(ALL, SLAB + 7 * BYTES, ORDER);
            a8.intoMemorySegment(ALL, SLAB + 8 * BYTES, ORDER);
            a9.intoMemorySegment(ALL, SLAB + 9 * BYTES, ORDER);
            a10.intoMemorySegment(ALL, SLAB + 10 * BYTES, ORDER);
            a11.intoMemorySegment(ALL, SLAB + 11 * BYTES, ORDER);
            a12.intoMemorySegment(ALL, SLAB + 12 * BYTES, ORDER);
            a13.intoMemorySegment(ALL, SLAB + 13 * BYTES, ORDER);
            a14.intoMemorySegment(ALL, SLAB + 14 * BYTES, ORDER);
            a15.intoMemorySegment(ALL, SLAB + 15 * BYTES, ORDER);
            tail(at, left);
            a0 = fromMemorySegment(F32, ALL, SLAB, ORDER);
            a1 = fromMemorySegment(F32, ALL, SLAB + BYTES, ORDER);
            a2 = fromMemorySegment(F32, ALL, SLAB + 2 * BYTES, ORDER);
            a3 = fromMemorySegment(F32, ALL, SLAB + 3 * BYTES, ORDER);
            a4 = fromMemorySegment(F32, ALL, SLAB + 4 * BYTES, ORDER);
            a5 = fromMemorySegment(F32, ALL, SLAB + 5 * BYTES, ORDER);
            a6 = fromMemorySegment(F32, ALL, SLAB + 6 * BYTES, ORDER);
            a7 = fromMemorySegment(F32, ALL, SLAB + 7 * BYTES, ORDER);
            a8 = fromMemorySegment(F32, ALL, SLAB + 8 * BYTES, ORDER);
            a9 = fromMemorySegment(F32, ALL, SLAB + 9 * BYTES, ORDER);
            a10 = fromMemorySegment(F32, ALL, SLAB + 10 * BYTES, ORDER);
            a11 = fromMemorySegment(F32, ALL, SLAB + 11 * BYTES, ORDER);
            a12 = fromMemorySegment(F32, ALL, SLAB + 12 * BYTES, ORDER);
            a13 = fromMemorySegment(F32, ALL, SLAB + 13 * BYTES, ORDER);
            a14 = fromMemorySegment(F32, ALL, SLAB + 14 * BYTES, ORDER);
            a15 = fromMemorySegment(F32, ALL, SLAB + 15 * BYTES, ORDER);
        }
        a0 = a0.add(a8);
        a1 = a1.add(a9);
        a2 = a2.add(a10);
        a3 = a3.add(a11);
        a4 = a4.add(a12);
        a5 = a5.add(a13);
        a6 = a6.add(a14);
        a7 = a7.add(a15);
        a0 = a0.add(a4);
        a1 = a1.add(a5);
        a2 = a2.add(a6);
        a3 = a3.add(a7);
        a0 = a0.add(a2);
        a1 = a1.add(a3);
        return Horizontal.inlineFold(a0.add(a1));
    }

    /// By way of memory: sixteen masked additions here would pass C2's limit of inlined nodes.
    private static void tail(long x, int left) {
        for (int v = 0; v * V < left; v++) {
            var present = Raw.first(left - v * V);
            fromMemorySegment(F32, ALL, SLAB + v * BYTES, ORDER)
                    .add(fromMemorySegment(F32, ALL, x + v * BYTES, ORDER, present), present)
                    .intoMemorySegment(ALL, SLAB + v * BYTES, ORDER);
        }
    }
}
