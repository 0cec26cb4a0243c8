package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.Set;
import java.util.TreeSet;

/// Which values must have memory: outputs, reductions and products (computed once, read often), what is written in
/// parts, what a reshape splits (its elements are found by a row-major number, which is affine in memory alone), and
/// what
/// array kernels take and give.
final class Stored {
    private Stored() {}

    /// @param fuse off: also every other computed value
    static Set<Integer> necessary(Graph graph, boolean fuse) {
        Set<Integer> needed = new TreeSet<>();
        graph.outputs().forEach(o -> needed.add(o.value()));
        Set<Integer> stored = new TreeSet<>();
        for (Node node : graph.nodes().reversed()) {
            if (Lowering.isArray(node)) {
                array(graph, node, needed, stored);
                continue;
            }
            for (int value : node.values()) {
                if (needed.contains(value)) {
                    node.operands().forEach(needed::add);
                    boolean output = graph.outputs().stream().anyMatch(o -> o.value() == value);
                    if (isComputed(node.op()) && (output || isOpaque(node.op()) || !fuse && isWork(node.op()))) {
                        stored.add(value);
                    }
                    if (node.op() instanceof Op.Reshape(Shape result) && !stored.contains(value)) {
                        split(graph, node.operands().getFirst(), result, stored);
                    }
                }
            }
        }
        return stored;
    }

    /// An array kernel reads and writes memory alone, all of its results.
    private static void array(Graph graph, Node node, Set<Integer> needed, Set<Integer> stored) {
        if (node.values().stream().noneMatch(needed::contains)) {
            return;
        }
        stored.addAll(node.values());
        for (int operand : node.operands()) {
            needed.add(operand);
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

    private static boolean isComputed(Op op) {
        return !(op instanceof Op.Input || op instanceof Op.Constant(var _, Literal.Dense _));
    }

    /// Kinds that no other kernel computes again element by element.
    private static boolean isOpaque(Op op) {
        return op instanceof Op.Reduce || op instanceof Op.Dot || op instanceof Op.Pad || op instanceof Op.Concatenate;
    }

    private static boolean isWork(Op op) {
        return op instanceof Op.Map || op instanceof Op.Iota;
    }
}
