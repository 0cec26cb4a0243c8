package dev.gradlane.backend;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.Map;

/// The arguments of one run: a buffer per input and output, a size per symbol. An output never overlaps an input.
public record Launch(List<Buffer> inputs, Map<String, Long> sizes, List<Buffer> outputs) {
    public Launch {
        inputs = List.copyOf(inputs);
        sizes = Map.copyOf(sizes);
        outputs = List.copyOf(outputs);
    }

    /// The sizes, after a check that every symbol of `graph` has one and that every buffer is a `kind` of exactly
    /// the size of its type: what each backend asks before it runs. Whether outputs overlap it asks by itself.
    ///
    /// @param kind the backend's own class of buffers
    /// @throws BackendException if something does not fit; the message names the input or output
    public Sizes requireFits(Graph graph, Class<? extends Buffer> kind) {
        Sizes checked = Sizes.of(graph, sizes);
        requireFits(graph, "input", graph.inputNames(), graph.inputTypes(), inputs, kind, checked);
        List<String> names = graph.outputs().stream().map(Graph.Output::name).toList();
        requireFits(graph, "output", names, graph.outputTypes(), outputs, kind, checked);
        return checked;
    }

    private static void requireFits(
            Graph graph,
            String what,
            List<String> names,
            List<TensorType> types,
            List<Buffer> buffers,
            Class<? extends Buffer> kind,
            Sizes sizes) {
        if (buffers.size() != names.size()) {
            throw new BackendException("graph " + graph.name() + " has " + names.size() + " " + what + "s " + names
                    + ", but the run has " + buffers.size());
        }
        for (int i = 0; i < names.size(); i++) {
            String name = what + " '" + names.get(i) + "' of type " + types.get(i);
            if (!kind.isInstance(buffers.get(i))) {
                throw new BackendException(name + " was given a buffer of another device");
            }
            long bytes = sizes.bytes(types.get(i));
            if (buffers.get(i).byteSize() != bytes) {
                throw new BackendException(name + " takes a buffer of exactly " + bytes + " bytes where the sizes are "
                        + sizes.symbols() + ", but was given "
                        + buffers.get(i).byteSize());
            }
        }
    }
}
