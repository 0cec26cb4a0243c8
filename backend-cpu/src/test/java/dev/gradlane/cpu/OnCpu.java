package dev.gradlane.cpu;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs a graph on the cpu device: elements in and out as bits, one array per input and output, over every setting of
/// the passes that must not change a bit.
final class OnCpu {
    private static final List<CompileOptions> ALL = List.of(
            CompileOptions.DEFAULT,
            new CompileOptions(false, false, true, true, true),
            new CompileOptions(true, false, true, true, true),
            new CompileOptions(false, true, true, true, true));

    private OnCpu() {}

    /// The outputs' bits.
    ///
    /// @throws AssertionError if they depend on the compile options
    static List<long[]> run(Graph graph, Map<String, Long> sizes, long[]... inputs) {
        List<long[]> first = run(graph, ALL.getFirst(), sizes, inputs);
        for (CompileOptions options : ALL.subList(1, ALL.size())) {
            List<long[]> other = run(graph, options, sizes, inputs);
            for (int i = 0; i < first.size(); i++) {
                Bits.requireSame(
                        options + ", output " + i, graph.outputTypes().get(i).dtype(), first.get(i), other.get(i));
            }
        }
        return first;
    }

    /// The bits of the only output.
    static long[] result(Graph graph, long[]... inputs) {
        return run(graph, Map.of(), inputs).getFirst();
    }

    static List<long[]> run(Graph graph, CompileOptions options, Map<String, Long> sizes, long[]... inputs) {
        try (Device device = new CpuBackend().open("cpu");
                Executable executable = device.compile(graph, options)) {
            List<Buffer> in = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                in.add(device.wrap(Bits.segment(graph.inputTypes().get(i).dtype(), inputs[i])));
            }
            List<MemorySegment> results = new ArrayList<>();
            List<Buffer> out = new ArrayList<>();
            for (TensorType type : graph.outputTypes()) {
                int size = Math.toIntExact(type.shape().size(sizes));
                MemorySegment memory = Bits.segment(type.dtype(), new long[size]);
                results.add(memory);
                out.add(device.wrap(memory));
            }
            executable.run(new Launch(in, sizes, out)).await();
            List<long[]> bits = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                DType dtype = graph.outputTypes().get(i).dtype();
                bits.add(Bits.of(dtype, results.get(i)));
            }
            return bits;
        }
    }
}
