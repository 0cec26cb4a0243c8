package dev.gradlane.conformance;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.Graph;
import java.util.Optional;

/// What a device lacks it refuses by name: no result, no other device, no message without the kind.
public final class Refusals {
    private Refusals() {}

    /// The kind of `graph` that `device` lacks.
    public static Optional<String> lacking(Device device, Graph graph) {
        return device.language().missing(graph).map(node -> node.op().symbol());
    }

    /// What is wrong with the refusal of a graph that has a kind that the device lacks.
    public static Optional<String> difference(Device device, Graph frozen) {
        String kind = lacking(device, frozen).orElseThrow();
        try {
            device.compile(frozen, CompileOptions.DEFAULT).close();
            return Optional.of("the device lacks " + kind + ", but compiled it");
        } catch (BackendException e) {
            // a check may call a device by a longer name, with its settings, which the device itself does not know
            boolean clear = e.getMessage().contains(kind)
                    && e.getMessage().contains(device.info().backend());
            return clear ? Optional.empty() : Optional.of("the refusal names not both kind and backend: " + e);
        }
    }
}
