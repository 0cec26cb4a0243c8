package dev.gradlane.vector;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;

class VectorGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return new VectorBackend().open("vector");
    }
}
