package dev.gradlane.pass;

import dev.gradlane.graph.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The sum of a batch of [dev.gradlane.graph.Op.ScatterAdd] onto zeros as one ScatterAdd: the summed axes become the
/// outermost axes of the sources. The gradient of a table that all samples read is then made by one pass over what they
/// read, and no array of per-sample tables exists.
final class ScatteredSum {
    private ScatteredSum() {}

    /// @param operands zeros, indices and updates of the ScatterAdd
    /// @param axes summed axes of its result
    static Optional<Expr> of(List<Expr> operands, int axis, int batch, List<Integer> axes) {
        Expr zeros = operands.get(0);
        Expr indices = operands.get(1);
        Expr updates = operands.get(2);
        if (axes.stream().anyMatch(a -> a >= batch)) {
            return Optional.empty();
        }
        List<Integer> kept =
                IntStream.range(0, batch).filter(i -> !axes.contains(i)).boxed().toList();
        List<Integer> sources = new ArrayList<>(axes);
        IntStream.range(batch, indices.shape().rank()).forEach(sources::add);
        int rest = indices.shape().rank() - batch;
        List<Integer> moved = new ArrayList<>(kept);
        IntStream.range(batch, axis).forEach(moved::add);
        moved.addAll(axes);
        IntStream.range(axis, axis + rest).forEach(moved::add);
        IntStream.range(axis + rest, updates.shape().rank()).forEach(moved::add);
        List<Integer> order = new ArrayList<>(kept);
        order.addAll(sources);
        Expr fewer = zeros.builder()
                .constantBits(
                        zeros.type().withShape(zeros.shape().without(axes)),
                        zeros.splat().getAsLong());
        return Optional.of(
                fewer.scatterAdd(indices.permute(order), updates.permute(moved), axis - axes.size(), kept.size()));
    }
}
