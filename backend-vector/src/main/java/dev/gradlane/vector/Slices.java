package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;

/// A dense value seen along one axis: element (b, i, a) of `before` × `extent` × `after` elements.
record Slices(DType type, long before, long extent, long after) {
    static Slices of(TensorType type, int axis, Sizes sizes) {
        long[] extents = sizes.extents(type.shape());
        return new Slices(
                type.dtype(), product(extents, 0, axis), extents[axis], product(extents, axis + 1, extents.length));
    }

    static long product(long[] extents, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= extents[i];
        }
        return product;
    }

    /// Bytes from one element along the axis to the next.
    long stride() {
        return after * type.bytes();
    }

    /// Bytes from the start to element (b, 0, a).
    long offset(long b, long a) {
        return (b * extent * after + a) * type.bytes();
    }
}
