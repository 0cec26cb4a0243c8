package dev.gradlane;

/// A point and a direction at it (forward mode).
public record Dual<T>(T primal, T tangent) {}
