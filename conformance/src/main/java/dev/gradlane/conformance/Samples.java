package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A sample's bits depend neither on its batch nor on where the batch is cut: the whole batch, two parts
/// of it, and each sample on its own give the same.
///
/// @param single the frozen graph of one sample
/// @param batched the frozen graph of a batch, every input mapped
/// @param symbol the batch axis
record Samples(Graph single, Graph batched, String symbol) {
    /// @param batch inputs of the batched graph
    /// @param cut where the batch is cut in two
    Optional<String> difference(Device device, Case batch, int cut) {
        int samples = Math.toIntExact(batch.sizes().get(symbol));
        List<Value> outputs = run(device, batched, batch.inputs(), batch.sizes());
        for (int[] part : new int[][] {{0, cut}, {cut, samples}}) {
            Map<String, Long> fewer = new HashMap<>(batch.sizes());
            fewer.put(symbol, (long) part[1] - part[0]);
            Optional<String> difference =
                    Value.difference(cut(outputs, part), run(device, batched, cut(batch.inputs(), part), fewer));
            if (difference.isPresent()) {
                return Optional.of("batch of " + samples + " cut at " + cut + ": " + difference.get());
            }
        }
        for (int i = 0; i < samples; i++) {
            List<Value> inputs = pick(batch.inputs(), single.inputTypes(), i);
            Optional<String> difference = Value.difference(
                    run(device, single, inputs, batch.sizes()), pick(outputs, single.outputTypes(), i));
            if (difference.isPresent()) {
                return Optional.of("sample " + i + " of " + samples + ": " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static List<Value> run(Device device, Graph graph, List<Value> inputs, Map<String, Long> sizes) {
        return DeviceRun.of(device, graph, CompileOptions.DEFAULT, inputs, sizes);
    }

    private static List<Value> cut(List<Value> values, int[] part) {
        return values.stream().map(v -> v.samples(part[0], part[1])).toList();
    }

    private static List<Value> pick(List<Value> values, List<dev.gradlane.graph.TensorType> types, int sample) {
        List<Value> picked = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            picked.add(values.get(i).sample(types.get(i), sample));
        }
        return picked;
    }
}
