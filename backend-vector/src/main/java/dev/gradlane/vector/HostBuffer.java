package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Memory of the process: allocated outside the Java heap, or the caller's own.
final class HostBuffer implements Buffer {
    private final MemorySegment memory;
    private final Consumer<HostBuffer> forget;
    private final Holds holds;

    /// @param forget what closing does at once
    /// @param free what happens when no run uses the memory any more
    HostBuffer(MemorySegment memory, Consumer<HostBuffer> forget, Runnable free) {
        this.memory = memory;
        this.forget = forget;
        this.holds = new Holds(free);
    }

    private IllegalStateException usedAfterClose() {
        return new IllegalStateException("buffer of " + memory.byteSize() + " bytes used after it was closed");
    }

    /// The memory; it stays between [#take] and [#drop].
    MemorySegment memory() {
        return memory;
    }

    /// @throws IllegalStateException after close, also of the caller's own memory
    void take() {
        if (!holds.take()) {
            throw usedAfterClose();
        }
        if (!memory.scope().isAlive()) {
            holds.drop();
            throw new IllegalStateException("a buffer wraps memory that its owner has freed");
        }
    }

    void drop() {
        holds.drop();
    }

    @Override
    public long byteSize() {
        if (holds.isClosed()) {
            throw usedAfterClose();
        }
        return memory.byteSize();
    }

    @Override
    public void upload(MemorySegment from) {
        copy("upload of", from, from, memory);
    }

    @Override
    public void download(MemorySegment to) {
        copy("download to", to, memory, to);
    }

    private void copy(String what, MemorySegment host, MemorySegment from, MemorySegment to) {
        take();
        try {
            if (host.byteSize() != memory.byteSize()) {
                throw new BackendException(what + " " + host.byteSize() + " bytes, but the buffer has "
                        + memory.byteSize() + ": the sizes must be equal");
            }
            to.copyFrom(from);
        } finally {
            drop();
        }
    }

    @Override
    public void close() {
        if (holds.close()) {
            forget.accept(this);
        }
    }
}
