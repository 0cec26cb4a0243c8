package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.Comparator;

/// Rows in the total order of `Float.compare`, equals in the order they had (numerics contract §6).
final class Sorts {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private Sorts() {}

    /// @param sorted the elements along `axis` in order
    /// @param indices where each was
    static void run(View x, int axis, View sorted, View indices) {
        long n = x.extent(axis);
        if (n > LONGEST) {
            throw new BackendException("device cpu cannot sort " + n + " elements at once");
        }
        View from = x.endingIn(axis).collapse();
        View to = sorted.endingIn(axis).collapse();
        View at = indices.endingIn(axis).collapse();
        int length = (int) n;
        long rows = n == 0 ? 0 : x.size() / n;
        Block row = new Block(x.dtype(), length);
        Block result = new Block(x.dtype(), length);
        Block positions = new Block(DType.I64, length);
        for (long r = 0; r < rows; r++) {
            from.load(r * n, length, row);
            Integer[] order = new Integer[length];
            Arrays.setAll(order, i -> i);
            // stable: equals keep their order
            Arrays.sort(order, comparator(row));
            for (int i = 0; i < length; i++) {
                positions.i64[i] = order[i];
                copy(row, order[i], result, i);
            }
            to.store(r * n, length, result);
            at.store(r * n, length, positions);
        }
    }

    private static Comparator<Integer> comparator(Block x) {
        return switch (x.dtype) {
            case F32 -> (i, j) -> Float.compare(x.f32[i], x.f32[j]);
            case F64 -> (i, j) -> Double.compare(x.f64[i], x.f64[j]);
            case I32 -> (i, j) -> Integer.compare(x.i32[i], x.i32[j]);
            case I64 -> (i, j) -> Long.compare(x.i64[i], x.i64[j]);
            case BOOL -> throw new BackendException("sort takes numbers, not bool");
        };
    }

    private static void copy(Block from, int i, Block to, int j) {
        switch (from.dtype) {
            case F32 -> to.f32[j] = from.f32[i];
            case F64 -> to.f64[j] = from.f64[i];
            case I32 -> to.i32[j] = from.i32[i];
            case I64 -> to.i64[j] = from.i64[i];
            case BOOL -> throw new BackendException("sort takes numbers, not bool");
        }
    }
}
