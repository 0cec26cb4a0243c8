package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;

/// A matrix product.
final class MatrixCode {
    private MatrixCode() {}

    static KernelCode of(KernelContext kernel) {
        throw new BackendException("kernel " + kernel.kernel().name() + " is a product, which is not built yet");
    }
}
