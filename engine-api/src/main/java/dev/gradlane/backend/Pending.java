package dev.gradlane.backend;

import java.util.Optional;

/// A run under way.
public interface Pending {
    /// Waits for the end; the fault word, if a kernel set it, in which case the outputs are undefined.
    ///
    /// @throws BackendException if the device failed
    Optional<Fault> await();

    /// Whether results (or a failure) are there.
    boolean isDone();

    /// A run that has ended without a fault.
    static Pending done() {
        return ended(Optional.empty());
    }

    /// A run that has ended.
    static Pending ended(Optional<Fault> fault) {
        return new Pending() {
            @Override
            public Optional<Fault> await() {
                return fault;
            }

            @Override
            public boolean isDone() {
                return true;
            }
        };
    }
}
