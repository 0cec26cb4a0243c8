package dev.gradlane.cpu;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.accuracy.TrigonometrySuite;

/// Symmetry, order and exact values on the reference, hence on every backend with the same bits.
final class CpuTrigonometryTest extends TrigonometrySuite {
    @Override
    protected Device open() {
        return new CpuBackend().open("cpu");
    }
}
