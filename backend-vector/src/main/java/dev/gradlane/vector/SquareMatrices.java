package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.TensorType;

/// The square matrices in the last two axes of a value.
///
/// @param count of them
/// @param n rows of each, and columns; 0 where there are none
/// @param perSample matrices of one sample, for faults
record SquareMatrices(DType type, long count, int n, long perSample) {
    static SquareMatrices of(TensorType type, Sizes sizes) {
        long[] extents = sizes.extents(type.shape());
        int rank = extents.length;
        long count = Slices.product(extents, 0, rank - 2);
        boolean samples = rank > 2 && type.shape().dim(0) instanceof Dim.Symbol && extents[0] > 0;
        return new SquareMatrices(
                type.dtype(),
                count,
                count == 0 ? 0 : Math.toIntExact(extents[rank - 1]),
                samples ? Math.max(1, count / extents[0]) : Long.MAX_VALUE);
    }

    /// Bytes of a row.
    long row() {
        return (long) n * type.bytes();
    }

    /// Bytes of a matrix.
    long bytes() {
        return n * row();
    }

    /// Bytes from the start to element (i, j) of a matrix.
    long offset(long matrix, long i, long j) {
        return matrix * bytes() + i * row() + j * type.bytes();
    }
}
