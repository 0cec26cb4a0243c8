package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import java.util.List;

/// A frozen graph as kernels, in the order in which they run; each sees what the earlier ones stored.
///
/// @param graph what was compiled
/// @param buffers numbered by position
/// @param kernels run one after the other
/// @param plan where the temporaries lie
/// @param decisions what was fused, stored or split, and why, for people
public record KernelProgram(
        Graph graph, List<KernelBuffer> buffers, List<Kernel> kernels, BufferPlan plan, List<String> decisions) {
    public KernelProgram {
        buffers = List.copyOf(buffers);
        kernels = List.copyOf(kernels);
        decisions = List.copyOf(decisions);
    }
}
