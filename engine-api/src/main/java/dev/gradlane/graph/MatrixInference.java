package dev.gradlane.graph;

import java.util.List;

/// Result types of the kinds over matrices in the last two axes.
final class MatrixInference {
    private MatrixInference() {}

    static TensorType square(String name, TensorType a) {
        int rank = a.shape().rank();
        Inference.require(
                a.dtype().isFloat()
                        && rank >= 2
                        && a.shape().dim(rank - 1).equals(a.shape().dim(rank - 2)),
                name + " takes square matrices of floats in the last two axes, got " + a);
        return a;
    }

    static TensorType solution(TensorType l, TensorType b) {
        square("triangularSolve", l);
        int rank = l.shape().rank();
        List<Integer> ends = List.of(rank - 1);
        Inference.require(
                b.dtype() == l.dtype()
                        && b.shape().rank() == rank
                        && b.shape().without(ends).equals(l.shape().without(ends)),
                "triangularSolve of " + l + " takes as many rows on the right side, got " + b);
        return b;
    }
}
