package dev.gradlane;

import dev.gradlane.backend.Buffer;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/// Elements in device memory, copied to the host when first read. A value that nobody holds any more gives
/// its memory back when the garbage collector notices: the net under a forgotten close.
final class DeviceValue implements Tensor.Value {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Engine engine;
    private final TensorType type;
    private final Buffer buffer;
    private final Cleaner.Cleanable memory;
    private MemorySegment host;
    private boolean closed;

    DeviceValue(Engine engine, TensorType type, Buffer buffer) {
        this.engine = engine;
        this.type = type;
        this.buffer = buffer;
        this.memory = CLEANER.register(this, () -> engine.release(buffer));
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
            Reference.reachabilityFence(this);
            host = copy;
        }
        return host;
    }

    private void requireOpen() {
        if (closed || engine.isClosed()) {
            throw new IllegalStateException(
                    "this tensor " + type + " was closed, by itself or with its engine: read results before closing");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        memory.clean();
    }
}
