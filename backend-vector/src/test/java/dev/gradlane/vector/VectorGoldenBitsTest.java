package dev.gradlane.vector;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;
import org.junit.jupiter.api.Nested;

/// The bits on file, from each tier.
class VectorGoldenBitsTest {
    private static Device open(String tier) {
        System.setProperty("gradlane.vector.tier", tier);
        try {
            return new VectorBackend().open("vector");
        } finally {
            System.clearProperty("gradlane.vector.tier");
        }
    }

    @Nested
    class Tile extends GoldenBitsSuite {
        @Override
        protected Device open() {
            return VectorGoldenBitsTest.open("tile");
        }
    }

    @Nested
    class Fused extends GoldenBitsSuite {
        @Override
        protected Device open() {
            return VectorGoldenBitsTest.open("fused");
        }
    }

    @Nested
    class Auto extends GoldenBitsSuite {
        @Override
        protected Device open() {
            return VectorGoldenBitsTest.open("auto");
        }
    }
}
