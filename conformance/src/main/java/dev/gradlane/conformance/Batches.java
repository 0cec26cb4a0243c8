package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A drawn graph over a few samples, and where to cut them: what every device computes whole, in parts and one by one.
///
/// @param whole the batched graph with its inputs
record Batches(Samples samples, Case whole, int cut) {
    private static final String AXIS = "samples";
    private static final int MOST_SAMPLES = 5;

    /// None for a graph without inputs or with a batch already, and for some others, at random.
    ///
    /// @param graph before it was frozen
    /// @param single the frozen graph, whose sizes the batch shares
    static Optional<Batches> draw(Draw draw, Graph graph, Case single) {
        if (graph.symbols().contains(AXIS) || graph.inputs().isEmpty() || !draw.chance(0.4)) {
            return Optional.empty();
        }
        Graph batched = Freeze.of(Batch.of(graph, Transforms.all(graph), AXIS));
        int count = 1 + draw.below(MOST_SAMPLES);
        Map<String, Long> sizes = new HashMap<>(single.sizes());
        sizes.put(AXIS, (long) count);
        List<Value> inputs =
                batched.inputTypes().stream().map(t -> draw.value(t, sizes)).toList();
        return Optional.of(new Batches(
                new Samples(single.graph(), batched, AXIS), new Case(batched, inputs, sizes), draw.below(count + 1)));
    }

    Optional<String> difference(Device device) {
        // a choice of one sample is a selection in a batch: a device may lack the kinds of one and not of the other
        if (Refusals.lacking(device, samples.single()).isPresent()) {
            return Refusals.difference(device, samples.single());
        }
        if (Refusals.lacking(device, whole.graph()).isPresent()) {
            return Refusals.difference(device, whole.graph());
        }
        try {
            return samples.difference(device, whole, cut);
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }
}
