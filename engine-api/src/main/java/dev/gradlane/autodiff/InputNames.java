package dev.gradlane.autodiff;

import dev.gradlane.graph.Graph;
import java.util.HashSet;
import java.util.Set;

/// Names for the inputs that a derivative adds. In a derivative of a derivative `t_x` is taken by the
/// tangent of the first, and the tangent of `x` becomes `t_t_x`.
final class InputNames {
    private final Set<String> taken;

    InputNames(Graph graph) {
        taken = new HashSet<>(graph.inputNames());
    }

    String fresh(String prefix, String name) {
        String fresh = prefix + name;
        while (!taken.add(fresh)) {
            fresh = prefix + fresh;
        }
        return fresh;
    }
}
