package dev.gradlane.backend;

/// Whether a device can be used, and if not, why and what to do about it; both are one line.
public sealed interface Availability {
    /// Runs, and proved the numerics contract.
    record Ready() implements Availability {}

    /// Runs, but breaks the contract in the way named; used only when asked for by name.
    record Approximate(String reason) implements Availability {}

    /// Cannot run here.
    record Unavailable(String reason, String remedy) implements Availability {}
}
