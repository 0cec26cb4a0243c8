package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Nodes that become array kernels: their operands and results have homes, their bodies are programs.
///
/// @param numbers of each node in the whole graph, by its first value
record ArrayLowering(Storage storage, Map<Integer, Integer> numbers, LoweringOptions options) {
    /// @param value the first of the node's results
    ArrayKernel stage(String name, int value) {
        Node node = storage.graph().definition(value);
        return new ArrayKernel(
                name,
                node.op(),
                numbers.get(value),
                places(node.operands()),
                places(node.values()),
                node.op() instanceof Op.Control control ? bodies(control, numbers.get(value) + 1) : List.of());
    }

    private List<ArrayKernel.Place> places(List<Integer> values) {
        return values.stream()
                .map(v -> new ArrayKernel.Place(
                        storage.home().get(v), storage.graph().type(v)))
                .toList();
    }

    /// @param first number of the first body's first node
    private List<KernelProgram> bodies(Op.Control op, int first) {
        List<KernelProgram> programs = new ArrayList<>();
        int number = first;
        for (Graph body : op.bodies()) {
            LoopBody lowered =
                    op instanceof Op.Scan scan ? LoopBody.of(scan, number) : new LoopBody(body, body.numbers(number));
            programs.add(Lowering.of(lowered.graph(), lowered.numbers(), options));
            number += body.size();
        }
        return programs;
    }
}
