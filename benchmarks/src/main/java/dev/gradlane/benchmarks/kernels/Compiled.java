package dev.gradlane.benchmarks.kernels;

import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.benchmarks.Raw;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// A graph compiled by one device, with its buffers bound to memory of ours.
final class Compiled implements Contest.Kernel {
    private final Device device;
    private final Executable executable;
    private final Launch launch;
    private final List<Long> outputs = new ArrayList<>();

    /// @param inputs addresses, in the order of the graph
    /// @param batch the size of every symbol
    Compiled(String token, Graph graph, List<Long> inputs, long batch) {
        this.device = open(token);
        Graph frozen = Freeze.of(graph);
        this.executable = device.compile(frozen, CompileOptions.DEFAULT);
        Map<String, Long> sizes = new HashMap<>();
        frozen.symbols().forEach(symbol -> sizes.put(symbol, batch));
        List<Buffer> in = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            in.add(wrap(inputs.get(i), bytes(frozen.inputTypes().get(i), batch)));
        }
        List<Buffer> out = new ArrayList<>();
        for (TensorType type : frozen.outputTypes()) {
            outputs.add(Raw.allocate(bytes(type, batch)));
            out.add(wrap(outputs.getLast(), bytes(type, batch)));
        }
        this.launch = new Launch(in, sizes, out);
        if (!device.addressesHost()) {
            throw new BackendException(token + " copies its buffers: these benchmarks time kernels alone");
        }
    }

    private static Device open(String token) {
        for (Backend backend : ServiceLoader.load(Backend.class)) {
            for (DeviceInfo info : backend.devices()) {
                if (info.token().equals(token)) {
                    return backend.open(token);
                }
            }
        }
        throw new BackendException("no device '" + token + "'");
    }

    private Buffer wrap(long address, long bytes) {
        return device.wrap(Raw.ALL.asSlice(address, bytes));
    }

    private static long bytes(TensorType type, long batch) {
        long bytes = type.dtype().bytes();
        for (Dim dim : type.shape().dims()) {
            bytes *= switch (dim) {
                case Dim.Fixed fixed -> fixed.size();
                case Dim.Symbol _ -> batch;
            };
        }
        return bytes;
    }

    /// The addresses of the results.
    List<Long> outputs() {
        return outputs;
    }

    /// The memory of the first result.
    long output() {
        return outputs.getFirst();
    }

    @Override
    public void run() {
        executable.run(launch).await().ifPresent(fault -> {
            throw new IllegalStateException("fault: " + fault);
        });
    }

    @Override
    public void close() {
        executable.close();
        device.close();
    }

    /// Bytes of memory at `address`.
    static MemorySegment memory(long address, long bytes) {
        return Raw.ALL.asSlice(address, bytes);
    }
}
