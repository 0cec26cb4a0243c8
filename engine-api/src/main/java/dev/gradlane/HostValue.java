package dev.gradlane;

import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;

/// Elements in the caller's memory.
record HostValue(TensorType type, MemorySegment segment) implements Tensor.Value {
    HostValue {
        long bytes = type.shape().size() * type.dtype().bytes();
        if (segment.byteSize() != bytes) {
            throw new IllegalArgumentException("a tensor " + type + " has " + bytes + " bytes, the data has "
                    + segment.byteSize() + ": give the shape of the data");
        }
    }

    @Override
    public void close() {
        // the caller's memory: nothing of ours to free
    }
}
