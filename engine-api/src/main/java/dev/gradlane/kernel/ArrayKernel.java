package dev.gradlane.kernel;

import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.List;

/// A kind that no loop nest of scalar statements expresses, applied to whole buffers: what it computes, and in which
/// order, its [Op] says. A backend has code of its own for it, or lacks the kind. Its operands lie in memory, dense and
/// row-major, and so do its results, which overlap no operand.
///
/// @param node number of the node in the whole graph, for faults
/// @param operands buffers, and what they hold
/// @param results buffers, and what they hold afterwards
/// @param bodies the programs of the bodies that it runs, in the order of [Op.Control#bodies()]; that of a scan takes
///     its sums so far as further inputs, −0 before the first step, and returns them with its contributions added
public record ArrayKernel(
        String name, Op op, int node, List<Place> operands, List<Place> results, List<KernelProgram> bodies)
        implements Stage {
    /// A whole buffer as a value of `type`.
    public record Place(int buffer, TensorType type) {}

    public ArrayKernel {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
        bodies = List.copyOf(bodies);
    }
}
