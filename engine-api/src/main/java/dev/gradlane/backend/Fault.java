package dev.gradlane.backend;

/// The fault word of a run: the smallest sample, and in it the first node, that met an illegal value (an index out of
/// range, a matrix that is not positive definite, a loop past its bound).
///
/// @param sample index along the batch axis; 0 when there is none
/// @param node number of the node in the frozen graph, as [dev.gradlane.graph.Graph#numbered] counts
public record Fault(long sample, int node) implements Comparable<Fault> {
    @Override
    public int compareTo(Fault other) {
        return sample == other.sample ? Integer.compare(node, other.node) : Long.compare(sample, other.sample);
    }
}
