package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Memory of the process: allocated outside the Java heap, or the caller's own.
final class HostBuffer implements Buffer {
    private final MemorySegment memory;
    private final boolean outsideHeap;
    private final long address;
    private final long bytes;
    private final Consumer<HostBuffer> forget;
    private final Holds holds;

    /// @param forget what closing does at once
    /// @param holds frees the memory when no run uses it any more
    HostBuffer(MemorySegment memory, Consumer<HostBuffer> forget, Holds holds) {
        this.memory = memory;
        this.outsideHeap = memory.isNative();
        this.address = memory.address();
        this.bytes = memory.byteSize();
        this.forget = forget;
        this.holds = holds;
    }

    private IllegalStateException usedAfterClose() {
        return new IllegalStateException("buffer of " + bytes + " bytes used after it was closed");
    }

    /// The memory; it stays between [#take] and [#drop].
    MemorySegment memory() {
        return memory;
    }

    /// Whether [#address] is one that kernels can use; an array of the heap has none.
    boolean isOutsideHeap() {
        return outsideHeap;
    }

    long address() {
        return address;
    }

    boolean overlaps(HostBuffer other) {
        return outsideHeap && other.outsideHeap
                ? address < other.address + other.bytes && other.address < address + bytes
                : memory.asOverlappingSlice(other.memory).isPresent();
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
        return bytes;
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
            if (host.byteSize() != bytes) {
                throw new BackendException(what + " " + host.byteSize() + " bytes, but the buffer has " + bytes
                        + ": the sizes must be equal");
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
