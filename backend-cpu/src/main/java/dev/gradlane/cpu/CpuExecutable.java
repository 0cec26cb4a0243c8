package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.backend.Sizes;
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
        Sizes sizes = launch.requireFits(graph, HostBuffer.class);
        List<String> outputNames =
                graph.outputs().stream().map(Graph.Output::name).toList();
        List<MemorySegment> inputs = memory(launch.inputs());
        List<MemorySegment> outputs = memory(launch.outputs());
        requireDisjoint(outputNames, outputs, inputs);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            TensorType type = graph.inputTypes().get(i);
            views.add(View.dense(inputs.get(i), type.dtype(), sizes.extents(type.shape())));
        }
        Faults faults = new Faults();
        try (Scratch scratch = new Scratch()) {
            new Run(schedule, sizes, views, outputs, scratch, faults).execute();
        } catch (OutOfMemoryError e) {
            throw new BackendException("device cpu is out of memory: " + e.getMessage(), e);
        }
        return Pending.ended(faults.least());
    }

    private static List<MemorySegment> memory(List<Buffer> buffers) {
        return buffers.stream().map(b -> ((HostBuffer) b).memory()).toList();
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
