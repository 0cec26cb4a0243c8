package dev.gradlane.examples.optimise;

/// A method that improves a model by one gradient after the other.
///
/// @param <M> the model
/// @param <S> what the method remembers
public interface Optimiser<M, S> {
    /// What it remembers before the first step: values.
    ///
    /// @param model a model, or the prototypes of one
    S start(M model);

    /// The next model and state, inside a traced function.
    Progress<M, S> step(Progress<M, S> at, M gradient);
}
