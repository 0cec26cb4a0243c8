package dev.gradlane.cpu;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.accuracy.AccuracyTest;

/// The reference's values against the truth.
class CpuAccuracyTest extends AccuracyTest {
    @Override
    protected Device open() {
        return new CpuBackend().open("cpu");
    }
}
