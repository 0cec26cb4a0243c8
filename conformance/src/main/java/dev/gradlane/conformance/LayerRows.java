package dev.gradlane.conformance;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers of neural networks by bits. The inputs are special values, then ordinary ones, among which an order of
/// additions shows.
final class LayerRows {
    private static final String AXIS = "S";

    private LayerRows() {}

    /// All that transforms make of a layer in one program, and of one type: a program has many kernels, and
    /// some drivers
    /// take a quarter of a second for each.
    static Stream<ConformanceRow> of(Device device) {
        return LayerGraphs.all(DType.F32)
                .map(graph -> ConformanceRow.of(graph.name() + ", a batch to the second order", () -> {
                    Graph all = secondOrder(graph);
                    return bits(device, Freeze.of(Batch.of(all, Transforms.all(all), AXIS)));
                }));
    }

    /// Values, gradients, and the gradients of both.
    static Graph secondOrder(Graph graph) {
        Graph gradient = Vjp.of(graph, Transforms.floats(graph));
        return Vjp.of(gradient, Transforms.floats(gradient));
    }

    private static Optional<String> bits(Device device, Graph frozen) {
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        Map<String, Long> sizes = Map.of(AXIS, 2L);
        try (Executable executable = device.compile(frozen, CompileOptions.DEFAULT)) {
            return Stream.of(true, false)
                    .flatMap(special -> {
                        List<Value> inputs = inputs(frozen, special, sizes);
                        return Value.difference(
                                Definition.run(frozen, inputs, sizes),
                                DeviceRun.run(device, executable, frozen, inputs, sizes))
                                .stream();
                    })
                    .findFirst();
        }
    }

    private static List<Value> inputs(Graph graph, boolean special, Map<String, Long> sizes) {
        Draw draw = new Draw(4711, special ? 1 : 0);
        return graph.inputTypes().stream()
                .map(type -> Value.of(
                        type,
                        sizes,
                        _ -> special ? draw.bits(type.dtype()) : type.dtype().bitsOf(draw.number())))
                .toList();
    }
}
