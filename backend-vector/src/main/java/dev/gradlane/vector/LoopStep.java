package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.kernel.Statement;

/// A fold.
final class LoopStep {
    private LoopStep() {}

    static Step of(KernelContext kernel, Statement.Loop loop, int axis) {
        throw new BackendException("kernel " + kernel.kernel().name() + " folds, which is not built yet");
    }
}
