package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.gradlane.benchmarks.Raw;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Sums of many short rows that lie one behind the other, as many rows at a time as a vector has lanes
/// (16).
///
/// For n ≤ 128 the order `lanes` is a tree of halves whose width is the next power of two. Its upper
/// levels add whole vectors of one row; its last four merge pairs of rows, so that 15 merges of 4
/// instructions make 16 sums.
final class ShortRows {
    private static final int V = 16;
    private static final VectorShuffle<Float> BY_8 = Horizontal.by(8);
    private static final VectorShuffle<Float> BY_4 = Horizontal.by(4);
    private static final VectorShuffle<Float> BY_2 = Horizontal.by(2);
    private static final VectorShuffle<Float> BY_1 = Horizontal.by(1);
    private static final VectorMask<Float> HIGH_8 = high(8);
    private static final VectorMask<Float> HIGH_4 = high(4);
    private static final VectorMask<Float> HIGH_2 = high(2);
    private static final VectorMask<Float> HIGH_1 = high(1);

    private ShortRows() {}

    private static VectorMask<Float> high(int bit) {
        boolean[] lanes = new boolean[V];
        for (int i = 0; i < V; i++) {
            lanes[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(F32, lanes, 0);
    }

    /// One row at a time: whole vectors, then shuffles inside the last.
    static void oneByOne(long x, int rows, int n, long to) {
        for (int i = 0; i < rows; i++) {
            Raw.put(Horizontal.inlineFold(inlineUpper(x + 4L * i * n, n)), to + 4L * i);
        }
    }

    /// Sixteen rows at a time.
    ///
    /// @param rows a multiple of 16
    static void merged(long x, int rows, int n, long to) {
        long row = 4L * n;
        for (int i = 0; i < rows; i += V) {
            long at = x + row * i;
            FloatVector q0 = inlineQuarter(at, row, n);
            FloatVector q1 = inlineQuarter(at + row, row, n);
            FloatVector q2 = inlineQuarter(at + 2 * row, row, n);
            FloatVector q3 = inlineQuarter(at + 3 * row, row, n);
            FloatVector even = inlineMerge(q0, q2, HIGH_2, BY_2);
            FloatVector odd = inlineMerge(q1, q3, HIGH_2, BY_2);
            inlineMerge(even, odd, HIGH_1, BY_1).intoMemorySegment(ALL, to + 4L * i, ORDER);
        }
    }

    /// Rows 0, 4, 8, 12 from `x` on, down to four lanes each.
    private static FloatVector inlineQuarter(long x, long row, int n) {
        FloatVector r0 = inlineUpper(x, n);
        FloatVector r8 = inlineUpper(x + 8 * row, n);
        FloatVector r4 = inlineUpper(x + 4 * row, n);
        FloatVector r12 = inlineUpper(x + 12 * row, n);
        return inlineMerge(inlineMerge(r0, r8, HIGH_8, BY_8), inlineMerge(r4, r12, HIGH_8, BY_8), HIGH_4, BY_4);
    }

    /// [a.low + a.high | b.high + b.low] for the halves that `high` and `by` speak of.
    private static FloatVector inlineMerge(
            FloatVector a, FloatVector b, VectorMask<Float> high, VectorShuffle<Float> by) {
        return a.blend(b, high).add(b.blend(a, high).rearrange(by));
    }

    /// The levels of a row's tree that add whole vectors.
    private static FloatVector inlineUpper(long x, int n) {
        if (n <= V) {
            return inlinePart(x, n);
        }
        if (n <= 2 * V) {
            return inlinePair(x, n);
        }
        if (n <= 4 * V) {
            return inlinePart(x, n)
                    .add(inlinePart(x, n - 2 * V, 2))
                    .add(inlinePart(x, n - V, 1).add(inlinePart(x, n - 3 * V, 3)));
        }
        FloatVector a = inlinePart(x, n).add(inlinePart(x, n - 4 * V, 4));
        FloatVector b = inlinePart(x, n - V, 1).add(inlinePart(x, n - 5 * V, 5));
        FloatVector c = inlinePart(x, n - 2 * V, 2).add(inlinePart(x, n - 6 * V, 6));
        FloatVector d = inlinePart(x, n - 3 * V, 3).add(inlinePart(x, n - 7 * V, 7));
        return a.add(c).add(b.add(d));
    }

    private static FloatVector inlinePair(long x, int n) {
        return inlinePart(x, n).add(inlinePart(x, n - V, 1));
    }

    private static FloatVector inlinePart(long x, int left, int vector) {
        return inlinePart(x + 4L * V * vector, left);
    }

    /// The first `left` floats at `x`, −0 where there are none.
    private static FloatVector inlinePart(long x, int left) {
        FloatVector none = FloatVector.broadcast(F32, -0.0f);
        var present = Raw.first(left);
        return none.blend(fromMemorySegment(F32, ALL, x, ORDER, present), present);
    }
}
