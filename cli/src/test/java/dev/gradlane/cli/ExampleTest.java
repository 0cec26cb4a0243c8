package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.examples.Example;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `gradlane example`: lists the examples and runs one by name, at a size, on a device.
class ExampleTest {
    @Test
    void withoutANameTheExamplesAreListed() {
        var run = CommandLineRun.of("example");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                Example.all().stream().map(Example::name).toList(),
                run.out().lines().map(line -> line.split(" ")[0]).toList());
    }

    @Test
    void anExampleRunsAtTheSizeOnTheDevice() {
        var run = CommandLineRun.of("example", "greeks", "--size", "100", "--device", "cpu");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("Totals[options=100, "), run.out());
        assertTrue(run.out().matches("(?s).*\ngreeks: 100 options in [0-9.]+ s on cpu\n"), run.out());
    }

    @Test
    void theDeviceChangesNoDigit() {
        var outputs = Stream.of("cpu", "vector")
                .map(device -> CommandLineRun.of("example", "hmc", "--size", "300", "--device", device))
                .map(run -> run.out()
                        .lines()
                        .filter(line -> !line.startsWith("hmc: "))
                        .toList())
                .toList();
        assertEquals(4, outputs.get(0).size(), outputs.toString());
        assertEquals(outputs.get(0), outputs.get(1));
    }

    @Test
    void anUnknownExampleADeviceAndASizeAreRefused() {
        var name = CommandLineRun.of("example", "nonesuch");
        assertEquals(2, name.exitCode());
        assertTrue(name.err().startsWith("gradlane: unknown example 'nonesuch'; there are greeks"), name.err());
        var device = CommandLineRun.of("example", "greeks", "--device", "nonesuch");
        assertEquals(2, device.exitCode());
        assertTrue(device.err().startsWith("gradlane: unknown device 'nonesuch'"), device.err());
        var size = CommandLineRun.of("example", "greeks", "--size", "0");
        assertEquals(2, size.exitCode());
        assertEquals("gradlane: --size is at least 1, not 0\n", size.err());
        assertEquals("", name.out() + device.out() + size.out());
    }
}
