package dev.gradlane.backend;

import java.lang.foreign.MemorySegment;

/// Memory of one device. Use after close throws [IllegalStateException].
public interface Buffer extends AutoCloseable {
    /// Bytes of content.
    long byteSize();

    /// Copies `from` (of this size) into the buffer.
    void upload(MemorySegment from);

    /// Copies the buffer into `to` (of this size).
    void download(MemorySegment to);

    @Override
    void close();
}
