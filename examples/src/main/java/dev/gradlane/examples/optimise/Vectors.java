package dev.gradlane.examples.optimise;

import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import java.util.List;

/// Models as vectors, inside traced functions.
public final class Vectors {
    private Vectors() {}

    /// a + t·b.
    public static <M> M plus(M a, Tensor t, M b) {
        return Tree.map(a, b, (x, y) -> x.plus(y.times(t)));
    }

    /// a − b.
    public static <M> M minus(M a, M b) {
        return Tree.map(a, b, Tensor::minus);
    }

    /// t·a.
    public static <M> M times(Tensor t, M a) {
        return Tree.map(a, x -> x.times(t));
    }

    /// Σ aᵢ·bᵢ over all numbers of both, of which there must be some.
    public static <M> Tensor inner(M a, M b) {
        List<Tensor> products = Tree.leaves(Tree.map(a, b, (x, y) -> x.times(y).sum()));
        return products.stream().reduce(Tensor::plus).orElseThrow();
    }
}
