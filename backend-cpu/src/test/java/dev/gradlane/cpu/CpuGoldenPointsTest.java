package dev.gradlane.cpu;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.accuracy.GoldenPointsSuite;

/// The reference has the digits, hence so does every backend with the same bits.
final class CpuGoldenPointsTest extends GoldenPointsSuite {
    @Override
    protected Device open() {
        return new CpuBackend().open("cpu");
    }
}
