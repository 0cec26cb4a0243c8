package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import java.lang.foreign.MemorySegment;

/// Device memory of one GPU.
final class CudaBuffer implements Buffer {
    private final CudaDevice device;
    private final long address;
    private final long bytes;
    private boolean closed;

    CudaBuffer(CudaDevice device, long address, long bytes) {
        this.device = device;
        this.address = address;
        this.bytes = bytes;
    }

    CudaDevice device() {
        return device;
    }

    /// Under the device's lock.
    ///
    /// @throws IllegalStateException after close
    long address() {
        if (closed) {
            throw new IllegalStateException("buffer of " + bytes + " bytes used after it was closed");
        }
        return address;
    }

    @Override
    public long byteSize() {
        synchronized (device.lock()) {
            address();
            return bytes;
        }
    }

    @Override
    public void upload(MemorySegment from) {
        synchronized (device.lock()) {
            requireSize("upload of", from);
            device.driver().upload(address(), from);
        }
    }

    @Override
    public void download(MemorySegment to) {
        synchronized (device.lock()) {
            requireSize("download to", to);
            device.driver().download(to, address());
        }
    }

    private void requireSize(String what, MemorySegment host) {
        address();
        if (host.byteSize() != bytes) {
            throw new BackendException(
                    what + " " + host.byteSize() + " bytes, but the buffer has " + bytes + ": the sizes must be equal");
        }
    }

    @Override
    public void close() {
        synchronized (device.lock()) {
            if (!closed) {
                closed = true;
                device.freed(this, address, bytes);
            }
        }
    }
}
