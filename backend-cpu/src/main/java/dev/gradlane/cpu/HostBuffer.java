package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Memory of the process: allocated outside the Java heap, or the caller's own.
final class HostBuffer implements Buffer {
    private final MemorySegment memory;
    private final Consumer<HostBuffer> free;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param free what closing does, once
    HostBuffer(MemorySegment memory, Consumer<HostBuffer> free) {
        this.memory = memory;
        this.free = free;
    }

    /// @throws IllegalStateException after close
    MemorySegment memory() {
        if (closed.get()) {
            throw new IllegalStateException("buffer of " + memory.byteSize() + " bytes used after it was closed");
        }
        return memory;
    }

    @Override
    public long byteSize() {
        return memory().byteSize();
    }

    @Override
    public void upload(MemorySegment from) {
        MemorySegment to = memory();
        requireSize("upload of", from);
        to.copyFrom(from);
    }

    @Override
    public void download(MemorySegment to) {
        MemorySegment from = memory();
        requireSize("download to", to);
        to.copyFrom(from);
    }

    private void requireSize(String what, MemorySegment host) {
        if (host.byteSize() != memory.byteSize()) {
            throw new BackendException(what + " " + host.byteSize() + " bytes, but the buffer has " + memory.byteSize()
                    + ": the sizes must be equal");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            free.accept(this);
        }
    }
}
