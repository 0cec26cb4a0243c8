package dev.gradlane.cpu;

import dev.gradlane.backend.Fault;
import java.util.Optional;

/// The fault word of a run: the least fault so far. The run goes on after a fault, with values that nobody uses, so
/// that it finds the least one whatever the order of its steps.
final class Faults {
    private Optional<Fault> least = Optional.empty();

    void add(Fault fault) {
        least = Optional.of(least.filter(before -> before.compareTo(fault) <= 0).orElse(fault));
    }

    Optional<Fault> least() {
        return least;
    }
}
