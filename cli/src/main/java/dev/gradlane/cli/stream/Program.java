package dev.gradlane.cli.stream;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A graph compiled for a device, from segments to segments.
public final class Program implements AutoCloseable {
    private final Device device;
    private final Graph graph;
    private final Executable executable;

    public Program(Device device, Graph graph) {
        this.device = device;
        this.graph = Freeze.of(graph);
        this.executable = device.compile(this.graph, CompileOptions.DEFAULT);
    }

    /// The graph that runs.
    public Graph graph() {
        return graph;
    }

    /// Returns the outputs, each a new dense segment.
    ///
    /// @param inputs dense little-endian elements, one segment per input
    /// @param sizes the size of each symbol
    /// @throws BackendException if the device failed or met a value that it must not compute with
    public List<MemorySegment> run(List<MemorySegment> inputs, Map<String, Long> sizes) {
        List<MemorySegment> results = new ArrayList<>();
        List<Buffer> in = new ArrayList<>();
        List<Buffer> out = new ArrayList<>();
        try {
            inputs.forEach(segment -> in.add(device.wrap(segment)));
            for (TensorType type : graph.outputTypes()) {
                long bytes = Math.multiplyExact(
                        type.shape().size(sizes), type.dtype().bytes());
                out.add(device.allocate(bytes));
                results.add(Arena.ofAuto().allocate(bytes, 64));
            }
            executable.run(new Launch(in, sizes, out)).await().ifPresent(this::raise);
            for (int i = 0; i < results.size(); i++) {
                out.get(i).download(results.get(i));
            }
            return results;
        } finally {
            in.forEach(Buffer::close);
            out.forEach(Buffer::close);
        }
    }

    private void raise(Fault fault) {
        var node =
                Optional.of(fault.node()).filter(n -> n < graph.nodes().size()).map(graph.nodes()::get);
        throw new BackendException("sample " + fault.sample() + " met a value that "
                + node.map(n -> n.op().getClass().getSimpleName() + " at " + n.origin())
                        .orElse("an operation")
                + " must not compute with");
    }

    @Override
    public void close() {
        executable.close();
    }
}
