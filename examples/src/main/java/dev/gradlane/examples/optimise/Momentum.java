package dev.gradlane.examples.optimise;

import dev.gradlane.Tensor;
import dev.gradlane.Tree;

/// Gradient descent with momentum: v ← μ·v + g, then w ← w − η·v. With μ = 0 it is plain descent.
///
/// Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; the form without
/// damping, in which η multiplies v, as in Sutskever, Martens, Dahl and Hinton, 2013.
///
/// @param rate η
/// @param momentum μ, in \[0, 1)
public record Momentum<M>(double rate, double momentum) implements Optimiser<M, M> {
    @Override
    public M start(M model) {
        return Tree.map(model, weight -> Tensor.zeros(weight.type()));
    }

    @Override
    public Progress<M, M> step(Progress<M, M> at, M gradient) {
        M velocity = Tree.map(at.state(), gradient, (v, g) -> v.times(momentum).plus(g));
        return new Progress<>(Tree.map(at.model(), velocity, (w, v) -> w.minus(v.times(rate))), velocity);
    }
}
