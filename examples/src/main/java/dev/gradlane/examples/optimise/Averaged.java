package dev.gradlane.examples.optimise;

import dev.gradlane.Tree;

/// Another method's steps, with an average of the models that they led to: a ← κ·a + (1 − κ)·w. Where the steps scatter
/// around a minimum, the average is nearer to it than any of them.
///
/// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with weights that
/// forget.
///
/// @param keep κ, in \[0, 1): about 1/(1 − κ) models are averaged
public record Averaged<M, S>(Optimiser<M, S> method, double keep) implements Optimiser<M, Averaged.State<M, S>> {
    /// @param inner the method's own
    public record State<M, S>(S inner, M average) {}

    @Override
    public State<M, S> start(M model) {
        return new State<>(method.start(model), model);
    }

    @Override
    public Progress<M, State<M, S>> step(Progress<M, State<M, S>> at, M gradient) {
        State<M, S> was = at.state();
        Progress<M, S> next = method.step(new Progress<>(at.model(), was.inner()), gradient);
        M average =
                Tree.map(was.average(), next.model(), (a, w) -> a.times(keep).plus(w.times(1 - keep)));
        return new Progress<>(next.model(), new State<>(next.state(), average));
    }
}
