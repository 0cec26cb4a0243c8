package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.cli.Variant.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `gradlane check`: its last line and its exit code.
class CheckTest {
    @TempDir
    Path folder;

    @Test
    void theReferenceHasEveryBit() {
        var run = CommandLineRun.of("check", "--device", "cpu", "--fuzz", "20", "--seed", "7");
        assertEquals("20 graphs, 0 differing", run.out().lines().toList().getLast());
        assertEquals(0, run.exitCode());
    }

    @Test
    void eachDeviceHasALine() throws IOException {
        var run = CommandLineRun.of("check", "--device", "cpu,planted", "--fuzz", "2", "--seed", "3");
        List<String> lines = run.out()
                .lines()
                .dropWhile(line -> !line.startsWith("device  "))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
        // a graph of the fuzzer may have no bit to flip, and a failure is written beside the working directory
        assertEquals("device rows differing graphs differing", lines.get(0));
        assertTrue(lines.get(1).matches("cpu \\d+ 0 2 0"), lines.get(1));
        assertTrue(lines.get(2).matches("planted \\d+ [1-9]\\d* 2 [12]"), lines.get(2));
        // what a device has no kernels for is said, not skipped
        assertTrue(lines.contains("planted refuses by name: cholesky"), run.out());
        assertEquals(1, run.exitCode());
        for (String index : List.of("0", "1")) {
            Files.deleteIfExists(Path.of("fuzz-3-" + index + ".ir"));
        }
    }

    @Test
    void everyCombinationOfTheVectorDevicesSettingsIsAVariant() {
        var vector = new DeviceInfo("vector", "vector", "", new Availability.Ready());
        var choices = List.of(
                new Choice("bits", List.of("128", "256")),
                new Choice("threads", List.of()),
                new Choice("tier", List.of("auto", "fused")));
        assertEquals(
                List.of(
                        "vector bits=128 tier=auto",
                        "vector bits=128 tier=fused",
                        "vector bits=256 tier=auto",
                        "vector bits=256 tier=fused"),
                Variant.of(vector, choices).stream().map(Variant::label).toList());
        assertEquals(
                Map.of("gradlane.vector.bits", "128", "gradlane.vector.tier", "fused"),
                Variant.of(vector, choices).get(1).forced());
        var cpu = new DeviceInfo("cpu", "cpu", "", new Availability.Ready());
        assertEquals(List.of(new Variant("cpu", "cpu", Map.of())), Variant.of(cpu, choices));
    }

    @Test
    void theVectorDeviceIsCheckedInBothTiers() {
        assertEquals(
                List.of("vector threads=2 tier=tile", "vector threads=2 tier=fused"),
                new Variant("vector", "vector threads=2", Map.of())
                        .eachTier()
                        .map(Variant::label)
                        .toList());
        var cpu = new Variant("cpu", "cpu", Map.of());
        assertEquals(List.of(cpu), cpu.eachTier().toList());
    }

    @Test
    void settingsHoldWhileTheDeviceOpensAndNoLonger() {
        String key = "gradlane.test.seen-at-open";
        try (var device = new Variant("planted", "a label", Map.of(key, "7")).open()) {
            assertEquals("a label", device.info().token());
            assertEquals("7", PlantedBackend.seenAtOpen());
        }
        assertEquals(null, System.getProperty(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--widths | 96 | gradlane: --widths takes 64, 128, 256, 512, not '96'",
                "--threads | 0 | gradlane: --threads takes positive numbers, not '0'",
                "--tiers | fast | gradlane: --tiers takes auto, tile, fused, not 'fast'",
                "--widths | 128 | gradlane: --widths, --threads and --tiers are for the vector device, which is not among cpu"
            })
    void settingsThatCannotBeAreRefused(String option, String value, String message) {
        var run = CommandLineRun.of("check", "--device", "cpu", option, value);
        assertEquals(2, run.exitCode());
        assertEquals(message, run.err().strip());
        assertEquals("", run.out());
    }

    @Test
    void aWrongBitIsReported() throws IOException {
        Path file = folder.resolve("sum.ir");
        Files.writeString(
                file,
                "; input 0x3f800000\ngraph g {\n  %0:f32[] = input x\n  %1:f32[] = add %0 %0\n  return y = %1\n}\n");
        var run = CommandLineRun.of("check", "--device", "planted", "--replay", file.toString());
        assertEquals("1 graphs, 4 differing", run.out().lines().toList().getLast());
        assertEquals(1, run.exitCode());
    }

    @Test
    void replaysAFile() throws IOException {
        Path file = folder.resolve("sum.ir");
        Files.writeString(file, """
                ; input 0x3f800000
                graph g {
                  %0:f32[] = input x
                  %1:f32[] = add %0 %0
                  return y = %1
                }
                """);
        var run = CommandLineRun.of("check", "--device", "cpu", "--replay", file.toString());
        assertEquals("1 graphs, 0 differing\n", run.out());
        assertEquals(0, run.exitCode());
    }

    @Test
    void aFileThatIsNoGraphIsRefused() throws IOException {
        Path file = folder.resolve("no.ir");
        Files.writeString(file, "no graph");
        var run = CommandLineRun.of("check", "--replay", file.toString());
        assertTrue(run.err().startsWith("gradlane: --replay: " + file + " is no graph with its inputs"), run.err());
        assertEquals(5, run.exitCode());
        assertEquals("", run.out());
    }
}
