package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.kernel.Lowering;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The processor that the JVM runs on. Its memory is the process's, so that the caller's memory outside the Java heap
/// needs no copy; an array is copied when a run begins, and back when it ends.
final class VectorDevice implements Device {
    private final DeviceInfo info;
    private final Settings settings;
    private final Workers workers;
    private final MemoryPool pool = new MemoryPool();
    private final AtomicLong liveBytes = new AtomicLong();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    VectorDevice(DeviceInfo info, Settings settings) {
        this.info = info;
        this.settings = settings;
        this.workers = new Workers(settings.threads());
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    Settings settings() {
        return settings;
    }

    Workers workers() {
        return workers;
    }

    MemoryPool pool() {
        return pool;
    }

    @Override
    public Language language() {
        return Language.ofKernels(ArrayCode.KINDS);
    }

    @Override
    public Executable compile(Graph frozen, CompileOptions options) {
        language().require(frozen, info().token());
        requireOpen();
        requireFrozen(frozen);
        VectorExecutable executable = new VectorExecutable(
                this, Lowering.of(frozen, options.lowering()), Tiers.of(settings.tier()), open::remove);
        return register(executable);
    }

    private static void requireFrozen(Graph graph) {
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Call || node.op() instanceof Op.Map(Composite _)) {
                throw new BackendException("%" + node.first() + " = " + node.op() + " of graph " + graph.name()
                        + " is no instruction: freeze the graph before it is compiled");
            }
        }
    }

    @Override
    public Buffer allocate(long bytes) {
        requireOpen();
        MemoryPool.Block block = pool.take(bytes);
        liveBytes.addAndGet(bytes);
        return register(new HostBuffer(
                block.memory().asSlice(0, bytes),
                self -> {
                    open.remove(self);
                    liveBytes.addAndGet(-bytes);
                },
                new Holds(() -> pool.give(block))));
    }

    @Override
    public Buffer wrap(MemorySegment host) {
        requireOpen();
        return register(new HostBuffer(host, open::remove, Holds.ofBorrowed()));
    }

    private <T extends AutoCloseable> T register(T resource) {
        open.add(resource);
        if (closed) {
            // the device was closed since this call began, and may have missed the resource
            close(resource);
            requireOpen();
        }
        return resource;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new BackendException("closing " + resource + " failed", e);
        }
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
        List.copyOf(open).forEach(VectorDevice::close);
        workers.close();
        pool.close();
    }
}
