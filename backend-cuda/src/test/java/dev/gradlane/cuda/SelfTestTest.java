package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelfTestTest {
    @Test
    void theEmulatorIsExact() {
        try (CudaDriver driver = new EmulatedDriver()) {
            assertEquals(new Availability.Ready(), SelfTest.run(driver));
        }
    }

    /// What a processor or an assembler might do instead of what the text says.
    ///
    /// @param rule the first one that it breaks
    private record Planted(String instruction, String replacement, String rule) {}

    static List<Planted> planted() {
        return List.of(
                new Planted(
                        "mul\\.rn\\.f32 (%f\\d+), (%f\\d+), (%f\\d+);\\s+add\\.rn\\.f32 (%f\\d+), \\1, (%f\\d+);",
                        "fma.rn.f32 $4, $2, $3, $5;", "f32 mul add"),
                new Planted("div\\.rn\\.f32", "mul.rn.f32", "f32 div"),
                new Planted("sqrt\\.rn\\.f64", "abs.f64", "f64 sqrt"),
                new Planted("setp\\.nan\\.f32 (%p\\d+), %f\\d+, %f\\d+;", "mov.pred $1, 0;", "f32 "),
                new Planted("shr\\.s32", "shr.u32", "i32 shr"),
                new Planted("and\\.b32 (%r\\d+), (%r\\d+), 31;", "mov.b32 $1, $2;", "i32 shl"),
                new Planted("and\\.b32 (%r\\d+), (%r\\d+), 63;", "mov.b32 $1, $2;", "i64 shl"));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void aProcessorThatBreaksARuleIsApproximate(Planted planted) {
        UnaryOperator<String> change = text -> text.replaceAll(planted.instruction(), planted.replacement());
        try (CudaDriver driver = new AlteredDriver(new EmulatedDriver(), change)) {
            Availability.Approximate verdict = assertInstanceOf(Availability.Approximate.class, SelfTest.run(driver));
            assertTrue(verdict.reason().startsWith(planted.rule()), verdict.reason());
        }
    }

    @Test
    void aMachineWithoutADriverSaysSoInOneLine() {
        SymbolProbe.Outcome.Missing missing =
                assertInstanceOf(SymbolProbe.Outcome.Missing.class, SymbolProbe.probe("libno-such-driver.so.1"));
        assertEquals(
                "no NVIDIA driver: libno-such-driver.so.1 does not load",
                missing.why().reason());
    }

    /// A library that lacks the functions, as an old driver does: the C library stands in for one.
    @Test
    void aDriverWithoutAFunctionIsNotCalled() {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"));
        SymbolProbe.Outcome.Missing missing =
                assertInstanceOf(SymbolProbe.Outcome.Missing.class, SymbolProbe.probe("libc.so.6"));
        assertEquals("the NVIDIA driver has no function cuInit", missing.why().reason());
    }

    @Test
    void theBackendListsItselfAndNeverThrows() {
        List<dev.gradlane.backend.DeviceInfo> devices = new CudaBackend().devices();
        assertTrue(!devices.isEmpty());
        devices.forEach(d -> {
            if (d.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
                assertEquals(1, reason.lines().count());
                assertEquals(1, remedy.lines().count());
            }
        });
    }
}
