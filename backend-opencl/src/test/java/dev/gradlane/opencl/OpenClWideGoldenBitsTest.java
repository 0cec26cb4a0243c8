package dev.gradlane.opencl;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;

/// The kernels with indices of 64 bits, which only buffers of 2^31 elements ask for.
class OpenClWideGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return OnOpenCl.openWide();
    }
}
