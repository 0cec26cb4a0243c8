package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A scheduled graph. A run happens in the calling thread and has ended when [#run] returns.
final class CpuExecutable implements Executable {
    private final CpuDevice device;
    private final Schedule schedule;
    private volatile boolean closed;

    CpuExecutable(CpuDevice device, Schedule schedule) {
        this.device = device;
        this.schedule = schedule;
    }

    @Override
    public Pending run(Launch launch) {
        device.requireOpen();
        Graph graph = schedule.graph();
        if (closed) {
            throw new IllegalStateException("executable of graph " + graph.name() + " used after it was closed");
        }
        Sizes sizes = Sizes.of(graph, launch.sizes());
        List<String> outputNames =
                graph.outputs().stream().map(Graph.Output::name).toList();
        List<MemorySegment> inputs = memory("input", graph.inputNames(), graph.inputTypes(), launch.inputs(), sizes);
        List<MemorySegment> outputs = memory("output", outputNames, graph.outputTypes(), launch.outputs(), sizes);
        requireDisjoint(outputNames, outputs, inputs);
        try (Scratch scratch = new Scratch()) {
            new Run(schedule, sizes, inputs, outputs, scratch).execute();
        } catch (OutOfMemoryError e) {
            throw new BackendException("device cpu is out of memory: " + e.getMessage(), e);
        }
        return Pending.done();
    }

    /// The memory of the buffers, each checked to be of exactly the size of its type.
    private List<MemorySegment> memory(
            String what, List<String> names, List<TensorType> types, List<Buffer> buffers, Sizes sizes) {
        if (buffers.size() != names.size()) {
            throw new BackendException("graph " + schedule.graph().name() + " has " + names.size() + " " + what + "s "
                    + names + ", but the run has " + buffers.size());
        }
        List<MemorySegment> memory = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = what + " '" + names.get(i) + "' of type " + types.get(i);
            if (!(buffers.get(i) instanceof HostBuffer buffer)) {
                throw new BackendException(name + " was given a buffer of another device");
            }
            long bytes = sizes.bytes(types.get(i));
            if (buffer.byteSize() != bytes) {
                throw new BackendException(name + " takes a buffer of exactly " + bytes + " bytes where the sizes are "
                        + sizes.symbols() + ", but was given " + buffer.byteSize());
            }
            memory.add(buffer.memory());
        }
        return memory;
    }

    private static void requireDisjoint(List<String> names, List<MemorySegment> outputs, List<MemorySegment> inputs) {
        for (int i = 0; i < outputs.size(); i++) {
            MemorySegment output = outputs.get(i);
            boolean overlaps =
                    inputs.stream().anyMatch(x -> output.asOverlappingSlice(x).isPresent())
                            || outputs.subList(0, i).stream()
                                    .anyMatch(x -> output.asOverlappingSlice(x).isPresent());
            if (overlaps || output.isReadOnly()) {
                throw new BackendException("the buffer of output '" + names.get(i) + "' "
                        + (overlaps ? "overlaps an input or another output" : "is read-only"));
            }
        }
    }

    @Override
    public String explain() {
        return Explanation.of(schedule);
    }

    @Override
    public void close() {
        closed = true;
    }
}
