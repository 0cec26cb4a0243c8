package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.List;

/// Result types of the kinds that take elements by an index or put them in order.
final class IndexInference {
    private IndexInference() {}

    static TensorType gather(int axis, int batch, List<TensorType> x) {
        return selected("gather", axis, batch, x.get(0), x.get(1));
    }

    static TensorType scatterAdd(int axis, int batch, List<TensorType> x) {
        TensorType updates = selected("scatterAdd", axis, batch, x.get(0), x.get(1));
        Inference.require(x.get(0).dtype() != DType.BOOL, "scatterAdd adds numbers, not bool");
        Inference.require(
                x.get(2).equals(updates),
                "scatterAdd of indices " + x.get(1) + " along axis " + axis + " of " + x.get(0) + " adds " + updates
                        + ", got " + x.get(2));
        return x.getFirst();
    }

    static TensorType along(String name, int axis, List<TensorType> x) {
        Shape shape = x.getFirst().shape();
        Inference.require(axis >= 0 && axis < shape.rank(), name + " axis " + axis + " is outside " + shape);
        return x.getFirst();
    }

    static TensorType numbers(String name, int axis, List<TensorType> x) {
        Inference.require(x.getFirst().dtype() != DType.BOOL, name + " takes numbers, not bool");
        return along(name, axis, x);
    }

    /// The elements of `x` that `indices` choose along `axis`.
    private static TensorType selected(String name, int axis, int batch, TensorType x, TensorType indices) {
        Shape from = x.shape();
        Shape by = indices.shape();
        Inference.require(indices.dtype().isInteger(), name + " takes indices of type i32 or i64, not " + indices);
        Inference.require(axis >= 0 && axis < from.rank(), name + " axis " + axis + " is outside " + from);
        Inference.require(
                batch >= 0 && batch <= axis && batch <= by.rank(),
                name + " along axis " + axis + " of " + from + " by indices " + by + " cannot share " + batch
                        + " axes");
        Inference.require(
                from.dims().subList(0, batch).equals(by.dims().subList(0, batch)),
                name + " of " + x + " by indices " + indices + ": their first " + batch + " extents differ");
        List<Dim> dims = new ArrayList<>(from.dims().subList(0, axis));
        dims.addAll(by.dims().subList(batch, by.rank()));
        dims.addAll(from.dims().subList(axis + 1, from.rank()));
        return x.withShape(new Shape(dims));
    }
}
