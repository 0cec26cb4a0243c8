package dev.gradlane;

/// A point, and a direction for some of its inputs.
///
/// @param along built like the inputs that were picked
public record Direction<A, G>(A at, G along) {}
