package dev.gradlane;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;

/// A run's fault as a message: the sample, what its value breaks, the operation and the user's line.
final class FaultReport {
    private FaultReport() {}

    static String of(Graph frozen, Fault fault) {
        Graph.Located located = frozen.numbered(fault.node());
        Node node = located.node();
        return "sample " + fault.sample() + ": " + broken(located.graph(), node) + ", in %" + node.first() + " = "
                + node.op().symbol() + ", made at " + node.origin();
    }

    private static String broken(Graph frozen, Node node) {
        return switch (node.op()) {
            case Op.Cholesky _ ->
                "a matrix of " + frozen.type(node.operands().getFirst()) + " is not positive definite";
            case Op.Gather(int axis, int _) -> index(frozen, node, axis);
            case Op.ScatterAdd(int axis, int _) -> index(frozen, node, axis);
            case Op.While loop ->
                "the loop had not ended after "
                        + (loop.bound() == 0 ? "the steps of its bound" : loop.bound() + " steps")
                        + " (raise its bound, or see to it that its condition becomes false)";
            case Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Broadcast _,
                    Op.Reshape _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Scan _,
                    Op.Cond _ -> "illegal value";
        };
    }

    private static String index(Graph frozen, Node node, int axis) {
        var type = frozen.type(node.operands().getFirst());
        return "an index is outside of axis " + axis + " of " + type + " (indices count from 0 to "
                + type.shape().dim(axis) + " − 1)";
    }
}
