package dev.gradlane.cpu;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;
import java.nio.file.Path;
import java.util.Optional;

/// The reference writes the file that every device is held against.
final class CpuGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        return new CpuBackend().open("cpu");
    }

    @Override
    protected Optional<Path> source() {
        return Optional.of(Path.of(
                "..",
                "conformance",
                "src",
                "main",
                "resources",
                "dev",
                "gradlane",
                "conformance",
                "golden",
                "golden-bits.txt"));
    }
}
