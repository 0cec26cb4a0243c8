package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.graph.Graph;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The processor that the JVM runs on. Its memory is the process's, so that the caller's memory needs no copy.
final class CpuDevice implements Device {
    private final DeviceInfo info;
    private final AtomicLong liveBytes = new AtomicLong();
    private final Set<HostBuffer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    CpuDevice(DeviceInfo info) {
        this.info = info;
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public Language language() {
        return Language.WHOLE;
    }

    @Override
    public Executable compile(Graph frozen, CompileOptions options) {
        requireOpen();
        return new CpuExecutable(this, Schedule.of(frozen, options));
    }

    @Override
    public Buffer allocate(long bytes) {
        requireOpen();
        // shared, because any thread may use and close it
        Arena arena = Arena.ofShared();
        MemorySegment memory;
        try {
            memory = Memory.allocate(arena, bytes);
        } catch (BackendException e) {
            arena.close();
            throw e;
        }
        liveBytes.addAndGet(bytes);
        return register(new HostBuffer(memory, self -> {
            open.remove(self);
            arena.close();
            liveBytes.addAndGet(-bytes);
        }));
    }

    @Override
    public Buffer wrap(MemorySegment host) {
        requireOpen();
        return register(new HostBuffer(host, open::remove));
    }

    private Buffer register(HostBuffer buffer) {
        open.add(buffer);
        if (closed) {
            // the device was closed since this call began, and may have missed the buffer
            buffer.close();
            requireOpen();
        }
        return buffer;
    }

    @Override
    public boolean addressesHost() {
        return true;
    }

    @Override
    public long liveBytes() {
        return liveBytes.get();
    }

    /// @throws IllegalStateException after close
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("device " + info.token() + " used after it was closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        for (HostBuffer buffer : List.copyOf(open)) {
            buffer.close();
        }
    }
}
