package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBitsSuite;
import dev.gradlane.cuda.Assembler.Target;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Every kernel is also assembled for every target, where the assembler loads, and none spills.
class CudaEmulatorGoldenBitsTest extends GoldenBitsSuite {
    @Override
    protected Device open() {
        Set<String> seen = new HashSet<>();
        UnaryOperator<String> assembled = ptx -> {
            if (Assembler.availability() instanceof Availability.Ready && seen.add(ptx)) {
                for (Target target : Target.values()) {
                    Assembler.assemble(ptx, target)
                            .report()
                            .entries()
                            .forEach(entry -> assertEquals(0, entry.spillStoreBytes() + entry.spillLoadBytes(), ptx));
                }
            }
            return ptx;
        };
        return new CudaDevice(
                new CudaEmulatorBackend().devices().getFirst(),
                new AlteredDriver(new EmulatedDriver(), assembled),
                false);
    }
}
