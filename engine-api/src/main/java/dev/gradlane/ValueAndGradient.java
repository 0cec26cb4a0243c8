package dev.gradlane;

/// A function's value and its gradient with respect to the inputs chosen, built like those inputs.
public record ValueAndGradient<R, G>(R value, G gradient) {}
