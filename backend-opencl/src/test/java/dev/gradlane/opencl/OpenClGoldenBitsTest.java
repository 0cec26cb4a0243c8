package dev.gradlane.opencl;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;

class OpenClGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return OnOpenCl.open();
    }
}
