package dev.gradlane.conformance;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Indices that are values, as [Definition] reads them. It goes on after a fault: what is read outside is 0, what is
/// added there is dropped, and nobody uses the outputs.
final class DefinedIndices {
    static final int OUTSIDE = -1;

    private DefinedIndices() {}

    /// The position that `bits` stand for, or [#OUTSIDE] of an axis of `extent`.
    static int position(Value indices, long bits, int extent) {
        long index = indices.dtype() == DType.I32 ? (int) bits : bits;
        return index >= 0 && index < extent ? (int) index : OUTSIDE;
    }

    static Optional<Fault> least(Optional<Fault> a, Optional<Fault> b) {
        return Stream.of(a, b).flatMap(Optional::stream).min(Fault::compareTo);
    }

    /// The fault of one node: the first index that is out of range, if the node has an element for it.
    static Optional<Fault> fault(Node node, int number, List<Value> x, Map<String, Long> sizes) {
        return node.op() instanceof Op.Gather(int axis, int _)
                ? outside(node.results().getFirst().shape(), axis, number, x, sizes)
                : node.op() instanceof Op.ScatterAdd(int axis, int _)
                        ? outside(x.get(2).type().shape(), axis, number, x, sizes)
                        : Optional.empty();
    }

    private static Optional<Fault> outside(Shape chosen, int axis, int number, List<Value> x, Map<String, Long> sizes) {
        Value indices = x.get(1);
        if (chosen.size(sizes) == 0) {
            return Optional.empty();
        }
        Shape shape = indices.type().shape();
        boolean samples = shape.rank() > 0 && shape.dim(0) instanceof Dim.Symbol;
        int perSample = samples ? indices.size() / indices.extent(0) : indices.size();
        for (int i = 0; i < indices.size(); i++) {
            if (position(indices, indices.bits(i), x.getFirst().extent(axis)) == OUTSIDE) {
                return Optional.of(new Fault(i / perSample, number));
            }
        }
        return Optional.empty();
    }
}
