package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;

/// The contract read formula by formula gives the bits that the reference wrote.
class DefinitionGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return new FaultyDevice(PlantedFault.NONE);
    }
}
