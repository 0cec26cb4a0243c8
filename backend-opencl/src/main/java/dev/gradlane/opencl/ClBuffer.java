package dev.gradlane.opencl;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jocl.cl_mem;

/// Memory of a device; the driver frees it when the commands that use it have ended.
final class ClBuffer implements Buffer {
    private final OpenClDevice device;
    private final cl_mem memory;
    private final long bytes;
    private final Optional<MemorySegment> host;
    private final Kind kind;
    private boolean closed;

    /// Whose memory it is.
    enum Kind {
        /// The device's: counts among its live bytes.
        ALLOCATED,
        /// The caller's, which the device works on directly.
        SHARED,
        /// The device's copy of the caller's: an input only.
        COPIED
    }

    /// @param host the caller's memory where it is shared
    ClBuffer(OpenClDevice device, cl_mem memory, long bytes, Optional<MemorySegment> host, Kind kind) {
        this.device = device;
        this.memory = memory;
        this.bytes = bytes;
        this.host = host;
        this.kind = kind;
    }

    OpenClDevice device() {
        return device;
    }

    /// @throws IllegalStateException after close
    cl_mem memory() {
        synchronized (device.lock()) {
            requireOpen();
            return memory;
        }
    }

    /// The caller's memory that a run writes to directly.
    Optional<MemorySegment> host() {
        return host;
    }

    boolean isWritable() {
        return kind != Kind.COPIED && host.stream().noneMatch(MemorySegment::isReadOnly);
    }

    /// True when the two share an element.
    boolean overlaps(ClBuffer other) {
        return this == other && bytes > 0
                || host.isPresent()
                        && other.host.isPresent()
                        && host.get().asOverlappingSlice(other.host.get()).isPresent();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("buffer of " + bytes + " bytes used after it was closed");
        }
    }

    @Override
    public long byteSize() {
        memory();
        return bytes;
    }

    @Override
    public void upload(MemorySegment from) {
        requireSize("upload of", from);
        device.transfers().write(memory(), from);
    }

    @Override
    public void download(MemorySegment to) {
        requireSize("download to", to);
        device.transfers().read(memory(), to);
    }

    private void requireSize(String what, MemorySegment segment) {
        if (segment.byteSize() != byteSize()) {
            throw new BackendException(what + " " + segment.byteSize() + " bytes, but the buffer has " + bytes
                    + ": the sizes must be equal");
        }
    }

    @Override
    public void close() {
        synchronized (device.lock()) {
            if (!closed) {
                closed = true;
                device.freed(this, memory, kind == Kind.ALLOCATED ? bytes : 0);
            }
        }
    }
}
