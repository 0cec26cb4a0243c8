package dev.gradlane;

import dev.gradlane.backend.Buffer;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Elements in device memory, copied to the host when first read. After that reading needs the device no
/// more.
final class DeviceValue implements Tensor.Value, AutoCloseable {
    private final Engine engine;
    private final TensorType type;
    private final Buffer buffer;
    private MemorySegment host;
    private boolean closed;

    DeviceValue(Engine engine, TensorType type, Buffer buffer) {
        this.engine = engine;
        this.type = type;
        this.buffer = buffer;
    }

    Engine engine() {
        return engine;
    }

    /// @throws IllegalStateException after close
    synchronized Buffer buffer() {
        requireOpen();
        return buffer;
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public synchronized MemorySegment segment() {
        requireOpen();
        if (host == null) {
            MemorySegment copy = Arena.ofAuto().allocate(buffer.byteSize(), Long.BYTES);
            buffer.download(copy);
            host = copy;
        }
        return host;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "this tensor " + type + " was closed, by itself or with its engine: read results before closing");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            buffer.close();
            engine.forget(this);
        }
    }
}
