package dev.gradlane.examples.optimise;

/// What the loss of a model depends on: the model, which is improved, and the data, which are given.
public record Fit<M, D>(M model, D data) {}
