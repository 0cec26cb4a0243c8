package dev.gradlane.benchmarks;

import jdk.incubator.vector.FloatVector;

/// Column sums of [rows, columns] floats row after row, as a person writes them: the order that is not
/// pinned by lanes.
public final class SequentialColumns {
    private static final long BYTES = 4L * Raw.F32.length();

    private SequentialColumns() {}

    /// Every row is added to a row of accumulators in memory.
    ///
    /// @param columns a multiple of the vector's length
    public static void stream(long x, int rows, int columns, long to) {
        FloatVector identity = FloatVector.broadcast(Raw.F32, -0.0f);
        long end = 4L * columns;
        for (long j = 0; j < end; j += BYTES) {
            Raw.put(identity, to + j);
        }
        for (int i = 0; i < rows; i++) {
            long row = x + i * end;
            for (long j = 0; j < end; j += BYTES) {
                Raw.put(Raw.f32(to + j).add(Raw.f32(row + j)), to + j);
            }
        }
    }

    /// The same sums in strips of two vectors of columns, whose accumulators stay in registers.
    ///
    /// @param columns a multiple of two vectors
    public static void strips(long x, int rows, int columns, long to) {
        long end = 4L * columns;
        for (long j = 0; j < end; j += 2 * BYTES) {
            FloatVector a = FloatVector.broadcast(Raw.F32, -0.0f);
            FloatVector b = a;
            long at = x + j;
            for (int i = 0; i < rows; i++) {
                a = a.add(Raw.f32(at));
                b = b.add(Raw.f32(at + BYTES));
                at += end;
            }
            Raw.put(a, to + j);
            Raw.put(b, to + j + BYTES);
        }
    }
}
