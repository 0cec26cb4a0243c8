package dev.gradlane.cuda;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;

class CudaEmulatorGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return new CudaEmulatorBackend().open("cuda-emulator");
    }
}
