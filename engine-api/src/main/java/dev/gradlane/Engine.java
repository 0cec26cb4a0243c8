package dev.gradlane;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An open device and everything made on it. Safe from any number of threads. Closing it frees all its
/// memory at once, also of results that were not closed; using any of it afterwards throws
/// [IllegalStateException].
///
/// ```java
/// try (var engine = Engine.open(); var greeks = engine.compile(price.valueAndGradient().batched())) {
///     double[] vega = greeks.run(book).gradient().vol().toDoubles();
/// }
/// ```
public final class Engine implements AutoCloseable {
    private final Device device;
    private final Set<AutoCloseable> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Engine(Device device) {
        this.device = device;
    }

    /// The best device that is ready.
    public static Engine open() {
        return backends().stream()
                .filter(backend -> backend.preference() >= 0)
                .sorted(Comparator.comparingInt(Backend::preference).reversed())
                .flatMap(b -> b.devices().stream())
                .filter(d -> d.availability() instanceof Availability.Ready)
                .findFirst()
                .map(d -> open(d.token()))
                .orElseThrow(() -> new BackendException(
                        "no backend on the class or module path is ready: add the" + " gradlane-cpu artifact"));
    }

    /// The device named: `cpu`, `vector`, `opencl:0` (what `gradlane devices` lists).
    ///
    /// @throws BackendException if no device has this name (the message lists them), or it is not available
    ///     here
    public static Engine open(String token) {
        for (Backend backend : backends()) {
            for (DeviceInfo device : backend.devices()) {
                if (device.token().equals(token)) {
                    return new Engine(backend.open(token));
                }
            }
        }
        throw new BackendException("unknown device '" + token + "': there are "
                + String.join(", ", devices().stream().map(DeviceInfo::token).toList()));
    }

    /// Every device of every backend, also those that cannot be used, with the reason.
    public static List<DeviceInfo> devices() {
        return backends().stream().flatMap(b -> b.devices().stream()).toList();
    }

    private static List<Backend> backends() {
        List<Backend> backends = new ArrayList<>();
        ServiceLoader.load(Backend.class).forEach(backends::add);
        backends.sort(Comparator.comparingInt(Backend::preference));
        return backends;
    }

    /// The device that is open.
    public DeviceInfo device() {
        return device.info();
    }

    /// Compiles `function` for this device; it then runs at any size of its symbols.
    public <A, R> Compiled<A, R> compile(Fn<A, R> function) {
        return new Compiled<>(compile(function.closedGraph()), function.in(), function.out());
    }

    /// Compiles a graph: it is frozen (calls inlined, composites expanded) and handed to the device.
    public Program compile(Graph graph) {
        return compile(graph, CompileOptions.DEFAULT);
    }

    /// Compiles with chosen *preserving* passes; no choice changes a bit.
    public Program compile(Graph graph, CompileOptions options) {
        requireOpen();
        Graph frozen = Freeze.of(graph);
        Program program = new Program(this, graph, frozen, device.compile(frozen, options));
        live.add(program);
        return program;
    }

    /// The tensors of `arguments` (a tensor, record, list or map) copied to the device, where they stay
    /// until closed.
    public <A> A upload(A arguments) {
        requireOpen();
        Structure<A> structure = Structure.of(arguments);
        List<Tensor> resident = new ArrayList<>();
        for (Tensor tensor : structure.flatten(arguments)) {
            Tensor.Value value = tensor.value("upload");
            Buffer buffer = allocate(value.segment().byteSize());
            resident.add(new Tensor(new DeviceValue(this, value.type(), buffer)));
            buffer.upload(value.segment());
        }
        return structure.unflatten(resident);
    }

    /// Bytes of device memory in use by uploads and results.
    public long liveBytes() {
        return device.liveBytes();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable resource : List.copyOf(live)) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new BackendException("closing " + resource + " failed", e);
            }
        }
        live.clear();
        device.close();
    }

    Device openDevice() {
        requireOpen();
        return device;
    }

    boolean isClosed() {
        return closed;
    }

    /// A buffer of this engine. When memory is short, results that nobody holds any more are collected
    /// first.
    ///
    /// @throws BackendException if memory is short all the same
    Buffer allocate(long bytes) {
        Buffer buffer;
        try {
            buffer = openDevice().allocate(bytes);
        } catch (BackendException shortOfMemory) {
            buffer = allocateAfterCollection(bytes);
        }
        live.add(buffer);
        return buffer;
    }

    private Buffer allocateAfterCollection(long bytes) {
        System.gc();
        try {
            // cleaning runs on a thread of its own
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return openDevice().allocate(bytes);
    }

    /// Also called by the cleaner's thread: under the lock, so that [#close] does not return while it is half done.
    synchronized void release(Buffer buffer) {
        if (live.remove(buffer)) {
            buffer.close();
        }
    }

    void forget(AutoCloseable resource) {
        live.remove(resource);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this engine was closed: open another one with Engine.open()");
        }
    }
}
