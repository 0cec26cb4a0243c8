package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.List;

/// Positions of elements in a row-major array as a linear function of coordinates.
record Indices(List<Integer> strides, int offset) {
    Indices(int[] strides, int offset) {
        this(java.util.Arrays.stream(strides).boxed().toList(), offset);
    }

    /// What to do with a pair of positions.
    @FunctionalInterface
    interface Pair {
        void accept(int first, int second);
    }

    /// The positions of an array of this shape by its own coordinates.
    static Indices of(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, extent(shape, axis));
        }
        return new Indices(strides, 0);
    }

    int stride(int axis) {
        return strides.get(axis);
    }

    /// By coordinates of a space of `rank` axes, of which this array has `axes` only.
    Indices along(List<Integer> axes, int rank) {
        int[] wider = new int[rank];
        for (int i = 0; i < axes.size(); i++) {
            wider[axes.get(i)] = strides.get(i);
        }
        return new Indices(wider, offset);
    }

    /// By coordinates that count from `start` on in steps along `axis`.
    Indices stepping(int axis, long start, long step) {
        int[] stepped = strides.stream().mapToInt(Integer::intValue).toArray();
        int from = Math.toIntExact(offset + start * stepped[axis]);
        stepped[axis] = Math.toIntExact(stepped[axis] * step);
        return new Indices(stepped, from);
    }

    /// Every element of `shape`: its own number, row-major, and its position here.
    void forEach(Shape shape, Pair action) {
        of(shape).forEach(shape, this, action);
    }

    /// Every coordinate of `shape`: its position here and its position in `other`.
    void forEach(Shape shape, Indices other, Pair action) {
        int[] at = new int[shape.rank()];
        int first = offset;
        int second = other.offset;
        for (long left = shape.size(); left > 0; left--) {
            action.accept(first, second);
            for (int axis = at.length - 1; axis >= 0; axis--) {
                first += strides.get(axis);
                second += other.strides.get(axis);
                if (++at[axis] < extent(shape, axis)) {
                    break;
                }
                first -= at[axis] * strides.get(axis);
                second -= at[axis] * other.strides.get(axis);
                at[axis] = 0;
            }
        }
    }

    private static int extent(Shape shape, int axis) {
        return Math.toIntExact(((Dim.Fixed) shape.dim(axis)).size());
    }
}
