package dev.gradlane.io;

import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;

/// Elements in memory.
///
/// @param type of fixed shape
/// @param data the elements, dense, row-major, little-endian, bool one byte of 0 or 1; as many bytes as `type` has
public record Array(TensorType type, MemorySegment data) {
    public Array {
        long bytes = type.shape().size() * type.dtype().bytes();
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException(
                    "an array " + type + " has " + bytes + " bytes, the data has " + data.byteSize());
        }
    }
}
