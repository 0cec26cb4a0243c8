package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import java.util.List;

/// A frozen graph as stages, in the order in which they run; each sees what the earlier ones stored.
///
/// @param graph what was compiled
/// @param buffers numbered by position
/// @param stages run one after the other
/// @param plan where the temporaries lie
/// @param decisions what was fused, stored or split, and why, for people
public record KernelProgram(
        Graph graph, List<KernelBuffer> buffers, List<Stage> stages, BufferPlan plan, List<String> decisions) {
    public KernelProgram {
        buffers = List.copyOf(buffers);
        stages = List.copyOf(stages);
        decisions = List.copyOf(decisions);
    }

    /// The stages of a program that has kernels alone, for backends without array kernels.
    ///
    /// @throws IllegalStateException if it has an array kernel
    public List<Kernel> kernels() {
        return stages.stream()
                .map(stage -> switch (stage) {
                    case Kernel kernel -> kernel;
                    case ArrayKernel array ->
                        throw new IllegalStateException("stage " + array.name() + " of graph " + graph.name()
                                + " is no kernel but " + array.op());
                })
                .toList();
    }
}
