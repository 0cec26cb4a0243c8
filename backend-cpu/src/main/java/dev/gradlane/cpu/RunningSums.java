package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;

/// Running sums (numerics contract §6): segments of 32, chunks of 4096, each sequential. Element i of a chunk is the
/// sum
/// of the segments before its own, added to the sum of its segment so far; the result adds to that the sum of the
/// chunks
/// before. What is not there drops out.
final class RunningSums {
    private static final int SEGMENT = 32;
    private static final int CHUNK = 4096;

    private RunningSums() {}

    /// y[i] = x[0] + … + x[i] along `axis`, or from the end.
    static void run(View x, int axis, boolean reverse, View y) {
        View from = (reverse ? x.reverse(axis) : x).endingIn(axis);
        View to = (reverse ? y.reverse(axis) : y).endingIn(axis);
        long n = x.extent(axis);
        long rows = n == 0 ? 0 : x.size() / n;
        View source = from.collapse();
        View target = to.collapse();
        Block block = new Block(x.dtype(), (int) Math.min(n, CHUNK));
        for (long row = 0; row < rows; row++) {
            row(source, target, row * n, n, block);
        }
    }

    private static void row(View x, View y, long first, long n, Block block) {
        Block before = new Block(block.dtype, 1);
        for (long done = 0; done < n; done += CHUNK) {
            int count = (int) Math.min(CHUNK, n - done);
            x.load(first + done, count, block);
            for (int start = 0; start < count; start += SEGMENT) {
                int end = Math.min(count, start + SEGMENT);
                for (int i = start + 1; i < end; i++) {
                    add(block, i, block, i - 1);
                }
                for (int i = start; start > 0 && i < end; i++) {
                    add(block, i, block, start - 1);
                }
            }
            for (int i = 0; done > 0 && i < count; i++) {
                add(block, i, before, 0);
            }
            y.store(first + done, count, block);
            copy(block, count - 1, before);
        }
    }

    /// x[i] = y[j] + x[i].
    private static void add(Block x, int i, Block y, int j) {
        switch (x.dtype) {
            case F32 -> x.f32[i] = y.f32[j] + x.f32[i];
            case F64 -> x.f64[i] = y.f64[j] + x.f64[i];
            case I32 -> x.i32[i] = y.i32[j] + x.i32[i];
            case I64 -> x.i64[i] = y.i64[j] + x.i64[i];
            case BOOL -> throw new BackendException("cumSum takes numbers, not bool");
        }
    }

    private static void copy(Block from, int i, Block to) {
        switch (from.dtype) {
            case F32 -> to.f32[0] = from.f32[i];
            case F64 -> to.f64[0] = from.f64[i];
            case I32 -> to.i32[0] = from.i32[i];
            case I64 -> to.i64[0] = from.i64[i];
            case BOOL -> throw new BackendException("cumSum takes numbers, not bool");
        }
    }
}
