package dev.gradlane.graph;

import java.util.List;
import java.util.stream.IntStream;

/// One line of a graph: results `%first`, `%first+1`, … of an operation on earlier values. Where the user made it
/// is not part of what it is: two nodes that differ in origin alone are equal.
public record Node(int first, Op op, List<Integer> operands, List<TensorType> results, Origin origin) {
    public Node {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /// Ids of the results.
    public List<Integer> values() {
        return IntStream.range(first, first + results.size()).boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Node n
                && n.first == first
                && n.op.equals(op)
                && n.operands.equals(operands)
                && n.results.equals(results);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(first, op, operands);
    }
}
