package dev.gradlane.vector;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.accuracy.ExhaustiveSuite;

/// The vector device is fast enough for all inputs.
final class VectorExhaustiveTest extends ExhaustiveSuite {
    @Override
    protected Device open() {
        return new VectorBackend().open("vector");
    }
}
