package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Graph;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// An elementwise graph of one output, compiled, with buffers for a fixed number of elements: for many runs by one
/// thread. Elements are bits: `int[]` for f32, `long[]` for f64.
final class LaneRun implements AutoCloseable {
    private final Executable executable;
    private final List<Buffer> inputs = new ArrayList<>();
    private final Buffer output;
    private final Launch launch;

    LaneRun(Device device, Graph graph, int elements) {
        executable = device.compile(graph, CompileOptions.DEFAULT);
        graph.inputTypes()
                .forEach(type -> inputs.add(device.allocate(bytes(type.dtype().bytes(), elements))));
        output = device.allocate(bytes(graph.outputTypes().getFirst().dtype().bytes(), elements));
        launch = new Launch(inputs, Map.of(Quantity.SIZE, (long) elements), List.of(output));
    }

    private static long bytes(int element, int elements) {
        return (long) element * elements;
    }

    void run(int[][] x, int[] y) {
        run(Arrays.stream(x).map(MemorySegment::ofArray).toList(), MemorySegment.ofArray(y));
    }

    void run(long[][] x, long[] y) {
        run(Arrays.stream(x).map(MemorySegment::ofArray).toList(), MemorySegment.ofArray(y));
    }

    /// @throws IllegalStateException if the run faulted
    void run(List<MemorySegment> x, MemorySegment y) {
        for (int i = 0; i < x.size(); i++) {
            inputs.get(i).upload(x.get(i));
        }
        executable.run(launch).await().ifPresent(fault -> {
            throw new IllegalStateException("the run faulted: " + fault);
        });
        output.download(y);
    }

    @Override
    public void close() {
        inputs.forEach(Buffer::close);
        output.close();
        executable.close();
    }
}
