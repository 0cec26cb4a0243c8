package dev.gradlane.cpu;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.accuracy.AccuracySuite;

/// The reference keeps every promise, hence so does every backend with the same bits.
final class CpuAccuracyTest extends AccuracySuite {
    @Override
    protected Device open() {
        return new CpuBackend().open("cpu");
    }
}
