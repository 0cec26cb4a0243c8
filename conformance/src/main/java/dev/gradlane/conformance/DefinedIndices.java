package dev.gradlane.conformance;

import dev.gradlane.graph.DType;

/// Indices that are values, as [Definition] reads them.
final class DefinedIndices {
    private DefinedIndices() {}

    /// The number that `bits` stand for.
    ///
    /// @throws IndexOutOfBoundsException if it is no position of an axis of `extent`
    static long position(Value indices, long bits, int extent) {
        long index = indices.dtype() == DType.I32 ? (int) bits : bits;
        if (index < 0 || index >= extent) {
            throw new IndexOutOfBoundsException("index " + index + " of " + extent);
        }
        return index;
    }
}
