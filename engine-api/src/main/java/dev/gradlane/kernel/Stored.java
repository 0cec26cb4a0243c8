package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/// Which values must have memory: outputs, reductions and products (computed once, read often), what is written in
/// parts, what a reshape splits (its elements are found by a row-major number, which is affine in memory alone), what
/// is gathered from, and what array kernels take and give.
final class Stored {
    private Stored() {}

    /// @param fuse off: also every other computed value
    static Set<Integer> necessary(Graph graph, Recurrences loops, boolean fuse) {
        BitSet needed = loops.needed();
        Set<Integer> stored = new TreeSet<>();
        for (Node node : graph.nodes().reversed()) {
            if (Lowering.isArray(node)) {
                array(graph, node, needed, stored);
                continue;
            }
            for (int value : node.values()) {
                if (needed.get(value) && !loops.isInside(value)) {
                    boolean output = graph.outputs().stream().anyMatch(o -> o.value() == value);
                    if (loops.leaves(value)
                            || isComputed(node.op()) && (output || isOpaque(node.op()) || !fuse && isWork(node.op()))) {
                        stored.add(value);
                    }
                    if (node.op() instanceof Op.Reshape(Shape result) && !stored.contains(value)) {
                        split(graph, node.operands().getFirst(), result, stored);
                    }
                    if (node.op() instanceof Op.Gather
                            && !hasMemory(graph, node.operands().getFirst())) {
                        stored.add(node.operands().getFirst());
                    }
                }
            }
        }
        stored.addAll(loops.asked());
        return stored;
    }

    /// An array kernel reads and writes memory alone, all of its results.
    private static void array(Graph graph, Node node, BitSet needed, Set<Integer> stored) {
        if (node.values().stream().noneMatch(needed::get)) {
            return;
        }
        stored.addAll(node.values());
        for (int operand : node.operands()) {
            if (isComputed(graph.definition(operand).op())) {
                stored.add(operand);
            }
        }
    }

    private static void split(Graph graph, int operand, Shape result, Set<Integer> stored) {
        Node from = graph.definition(operand);
        boolean splat = from.op() instanceof Op.Constant(var _, Literal.Splat _);
        if (!splat
                && isComputed(from.op())
                && !Coordinates.merges(graph.type(operand).shape(), result)) {
            stored.add(operand);
        }
    }

    /// Whether a value is a view of what has memory in any case, or needs none.
    private static boolean hasMemory(Graph graph, int value) {
        Node node = graph.definition(value);
        if (Lowering.isArray(node)) {
            return true;
        }
        return switch (node.op()) {
            case Op.Input _, Op.Constant _ -> true;
            case Op.Broadcast _, Op.Permute _, Op.Slice _, Op.Reverse _ ->
                hasMemory(graph, node.operands().getFirst());
            case Op.Reshape(Shape result) -> {
                Node from = graph.definition(node.operands().getFirst());
                boolean whole = from.op() instanceof Op.Input || isOpaque(from.op()) || Lowering.isArray(from);
                boolean merges = Coordinates.merges(graph.type(from.first()).shape(), result);
                yield whole || merges && hasMemory(graph, from.first());
            }
            case Op.Reduce _, Op.Dot _, Op.Pad _, Op.Concatenate _ -> true;
            case Op.Map _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> false;
        };
    }

    private static boolean isComputed(Op op) {
        return !(op instanceof Op.Input || op instanceof Op.Constant(var _, Literal.Dense _));
    }

    /// Kinds that no other kernel computes again element by element.
    private static boolean isOpaque(Op op) {
        return op instanceof Op.Reduce || op instanceof Op.Dot || op instanceof Op.Pad || op instanceof Op.Concatenate;
    }

    private static boolean isWork(Op op) {
        return op instanceof Op.Map || op instanceof Op.Iota || op instanceof Op.Gather;
    }
}
