package dev.gradlane.cpu;

import dev.gradlane.graph.Node;
import java.util.List;

/// One step of a run, in the order of the schedule.
sealed interface Step {
    /// The nodes it computes.
    List<Node> nodes();

    /// Elementwise nodes of one shape.
    record Blocks(List<Node> nodes, BlockProgram program) implements Step {
        public Blocks {
            nodes = List.copyOf(nodes);
        }
    }

    /// A node of any other kind.
    record Single(Node node) implements Step {
        @Override
        public List<Node> nodes() {
            return List.of(node);
        }
    }
}
