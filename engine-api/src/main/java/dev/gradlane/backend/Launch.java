package dev.gradlane.backend;

import java.util.List;
import java.util.Map;

/// The arguments of one run: a buffer per input and output, a size per symbol. An output never overlaps an input.
public record Launch(List<Buffer> inputs, Map<String, Long> sizes, List<Buffer> outputs) {
    public Launch {
        inputs = List.copyOf(inputs);
        sizes = Map.copyOf(sizes);
        outputs = List.copyOf(outputs);
    }
}
