package dev.gradlane.graph;

import java.util.List;
import java.util.Optional;

/// The exact simplifications that run whenever a node is built: each yields the same bits as what it replaces, for
/// every input (NaN payloads apart). They define the frozen graph, together with value numbering.
///
/// Not here because they change bits: x+(+0), x·0, x−x, neg(a−b) → b−a, Reduce∘Reduce, Σcx → cΣx, reassociation,
/// a bias as first accumulator, two Dots in one accumulator.
final class Rewrites {
    private Rewrites() {}

    static Optional<Expr> simplify(Op op, List<Expr> x) {
        return switch (op) {
            case Op.Map(ScalarOp scalar) -> ScalarRewrites.simplify(scalar, x).or(() -> ViewRewrites.map(scalar, x));
            case Op.Map(Elementwise function) -> ViewRewrites.map(function, x);
            case Op.Broadcast broadcast -> ViewRewrites.broadcast(broadcast, x.getFirst());
            case Op.Reshape(Shape shape) -> ViewRewrites.reshape(shape, x.getFirst());
            case Op.Permute(List<Integer> axes) -> ViewRewrites.permute(axes, x.getFirst());
            case Op.Slice slice -> ViewRewrites.slice(slice, x.getFirst());
            case Op.Pad pad -> ViewRewrites.pad(pad, x);
            case Op.Concatenate(int axis) -> ViewRewrites.concatenate(axis, x);
            case Op.Reduce reduce -> SumRewrites.reduce(reduce, x.getFirst());
            case Op.Dot(DotAxes axes, Order _) -> SumRewrites.dot(axes, x.get(0), x.get(1));
            case Op.Reverse(int axis) -> ViewRewrites.reverse(axis, x.getFirst());
            case Op.CumSum(int axis, boolean _) ->
                x.getFirst().shape().dim(axis).is(1) ? Optional.of(x.getFirst()) : Optional.empty();
            // what reads or adds by an index stays: it says where an index is out of range
            case Op.Input _,
                    Op.Constant _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> Optional.empty();
        };
    }
}
