package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/// One block of a matrix product in registers: 12 rows by two vectors of columns, F32, k ascending.
final class MicroF32 {
    static final int ROWS = 12;
    static final int COLUMNS = 2 * F32.length();
    private static final long SIZE = 4;
    private static final long HALF = SIZE * F32.length();

    private MicroF32() {}

    /// acc = what `from` holds; acc = fma(a[k], b[k], acc) for k < n; to = acc.
    ///
    /// A fresh chain reads its −0 from memory: no branch merges vectors, and the method stays small
    /// enough for C1, which gives up on methods with about a hundred vectors read and written ("out of
    /// virtual registers"), and a method that C1 has not profiled may never reach C2.
    ///
    /// @param a packed, from `first` on: 12 neighbours per k; an array, since a scalar read through a
    /// segment costs C2 so many nodes that it stops inlining (NodeCountInliningCutoff) and boxes every
    /// vector
    /// @param b packed: two vectors per k
    static void run(float[] a, int first, long b, int n, Rows from, Rows to) {
        long f = from.address();
        long fs = from.stride();
        var p0 = fromMemorySegment(F32, ALL, f, ORDER);
        var q0 = fromMemorySegment(F32, ALL, f + HALF, ORDER);
        var p1 = fromMemorySegment(F32, ALL, f + fs, ORDER);
        var q1 = fromMemorySegment(F32, ALL, f + fs + HALF, ORDER);
        var p2 = fromMemorySegment(F32, ALL, f + 2 * fs, ORDER);
        var q2 = fromMemorySegment(F32, ALL, f + 2 * fs + HALF, ORDER);
        var p3 = fromMemorySegment(F32, ALL, f + 3 * fs, ORDER);
        var q3 = fromMemorySegment(F32, ALL, f + 3 * fs + HALF, ORDER);
        var p4 = fromMemorySegment(F32, ALL, f + 4 * fs, ORDER);
        var q4 = fromMemorySegment(F32, ALL, f + 4 * fs + HALF, ORDER);
        var p5 = fromMemorySegment(F32, ALL, f + 5 * fs, ORDER);
        var q5 = fromMemorySegment(F32, ALL, f + 5 * fs + HALF, ORDER);
        var p6 = fromMemorySegment(F32, ALL, f + 6 * fs, ORDER);
        var q6 = fromMemorySegment(F32, ALL, f + 6 * fs + HALF, ORDER);
        var p7 = fromMemorySegment(F32, ALL, f + 7 * fs, ORDER);
        var q7 = fromMemorySegment(F32, ALL, f + 7 * fs + HALF, ORDER);
        var p8 = fromMemorySegment(F32, ALL, f + 8 * fs, ORDER);
        var q8 = fromMemorySegment(F32, ALL, f + 8 * fs + HALF, ORDER);
        var p9 = fromMemorySegment(F32, ALL, f + 9 * fs, ORDER);
        var q9 = fromMemorySegment(F32, ALL, f + 9 * fs + HALF, ORDER);
        var p10 = fromMemorySegment(F32, ALL, f + 10 * fs, ORDER);
        var q10 = fromMemorySegment(F32, ALL, f + 10 * fs + HALF, ORDER);
        var p11 = fromMemorySegment(F32, ALL, f + 11 * fs, ORDER);
        var q11 = fromMemorySegment(F32, ALL, f + 11 * fs + HALF, ORDER);
        int x = first;
        long y = b;
        for (int k = 0; k < n; k++) {
            FloatVector p = fromMemorySegment(F32, ALL, y, ORDER);
            var q = fromMemorySegment(F32, ALL, y + HALF, ORDER);
            var x0 = FloatVector.broadcast(F32, a[x]);
            p0 = x0.fma(p, p0);
            q0 = x0.fma(q, q0);
            var x1 = FloatVector.broadcast(F32, a[x + 1]);
            p1 = x1.fma(p, p1);
            q1 = x1.fma(q, q1);
            var x2 = FloatVector.broadcast(F32, a[x + 2]);
            p2 = x2.fma(p, p2);
            q2 = x2.fma(q, q2);
            var x3 = FloatVector.broadcast(F32, a[x + 3]);
            p3 = x3.fma(p, p3);
            q3 = x3.fma(q, q3);
            var x4 = FloatVector.broadcast(F32, a[x + 4]);
            p4 = x4.fma(p, p4);
            q4 = x4.fma(q, q4);
            var x5 = FloatVector.broadcast(F32, a[x + 5]);
            p5 = x5.fma(p, p5);
            q5 = x5.fma(q, q5);
            var x6 = FloatVector.broadcast(F32, a[x + 6]);
            p6 = x6.fma(p, p6);
            q6 = x6.fma(q, q6);
            var x7 = FloatVector.broadcast(F32, a[x + 7]);
            p7 = x7.fma(p, p7);
            q7 = x7.fma(q, q7);
            var x8 = FloatVector.broadcast(F32, a[x + 8]);
            p8 = x8.fma(p, p8);
            q8 = x8.fma(q, q8);
            var x9 = FloatVector.broadcast(F32, a[x + 9]);
            p9 = x9.fma(p, p9);
            q9 = x9.fma(q, q9);
            var x10 = FloatVector.broadcast(F32, a[x + 10]);
            p10 = x10.fma(p, p10);
            q10 = x10.fma(q, q10);
            var x11 = FloatVector.broadcast(F32, a[x + 11]);
            p11 = x11.fma(p, p11);
            q11 = x11.fma(q, q11);
            x += ROWS;
            y += COLUMNS * SIZE;
        }
        long t = to.address();
        long ts = to.stride();
        p0.intoMemorySegment(ALL, t, ORDER);
        q0.intoMemorySegment(ALL, t + HALF, ORDER);
        p1.intoMemorySegment(ALL, t + ts, ORDER);
        q1.intoMemorySegment(ALL, t + ts + HALF, ORDER);
        p2.intoMemorySegment(ALL, t + 2 * ts, ORDER);
        q2.intoMemorySegment(ALL, t + 2 * ts + HALF, ORDER);
        p3.intoMemorySegment(ALL, t + 3 * ts, ORDER);
        q3.intoMemorySegment(ALL, t + 3 * ts + HALF, ORDER);
        p4.intoMemorySegment(ALL, t + 4 * ts, ORDER);
        q4.intoMemorySegment(ALL, t + 4 * ts + HALF, ORDER);
        p5.intoMemorySegment(ALL, t + 5 * ts, ORDER);
        q5.intoMemorySegment(ALL, t + 5 * ts + HALF, ORDER);
        p6.intoMemorySegment(ALL, t + 6 * ts, ORDER);
        q6.intoMemorySegment(ALL, t + 6 * ts + HALF, ORDER);
        p7.intoMemorySegment(ALL, t + 7 * ts, ORDER);
        q7.intoMemorySegment(ALL, t + 7 * ts + HALF, ORDER);
        p8.intoMemorySegment(ALL, t + 8 * ts, ORDER);
        q8.intoMemorySegment(ALL, t + 8 * ts + HALF, ORDER);
        p9.intoMemorySegment(ALL, t + 9 * ts, ORDER);
        q9.intoMemorySegment(ALL, t + 9 * ts + HALF, ORDER);
        p10.intoMemorySegment(ALL, t + 10 * ts, ORDER);
        q10.intoMemorySegment(ALL, t + 10 * ts + HALF, ORDER);
        p11.intoMemorySegment(ALL, t + 11 * ts, ORDER);
        q11.intoMemorySegment(ALL, t + 11 * ts + HALF, ORDER);
    }

    /// to = to + from, a block as wide as this.
    static void add(Rows from, Rows to) {
        for (int i = 0; i < ROWS; i++) {
            long f = from.address() + i * from.stride();
            long t = to.address() + i * to.stride();
            for (long j = 0; j < 2 * HALF; j += HALF) {
                var sum = fromMemorySegment(F32, ALL, t + j, ORDER).add(fromMemorySegment(F32, ALL, f + j, ORDER));
                sum.intoMemorySegment(ALL, t + j, ORDER);
            }
        }
    }
}
