package dev.gradlane.examples.optimise;

/// How far a method has come: the model, and what the method remembers of its steps.
public record Progress<M, S>(M model, S state) {}
