package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `gradlane bench`: each line names its device, and a device with other bits fails the run.
class BenchTest {
    @Test
    void theReferenceRunsFirstAndADeviceWithOtherBitsIsReported() {
        var run = CommandLineRun.of("bench", "--device", "planted");
        assertEquals(1, run.exitCode(), run.err());
        var lines = run.out()
                .lines()
                .filter(line -> line.matches("(logistic regression|Black-Scholes) .*"))
                .map(line -> line.replaceAll("  +", " "))
                .toList();
        assertEquals(4, lines.size(), run.out());
        assertTrue(lines.get(0).matches("logistic regression cpu f64 569 [\\d,]+ \\(reference\\)"), lines.get(0));
        assertTrue(lines.get(1).matches("logistic regression planted f64 569 [\\d,]+ NO"), lines.get(1));
        assertTrue(lines.get(3).matches("Black-Scholes planted f64 1000000 [\\d,]+ NO"), lines.get(3));
    }

    @Test
    void anUnknownDeviceIsRefusedBeforeAnyWork() {
        var run = CommandLineRun.of("bench", "--device", "nonesuch");
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("gradlane: unknown device 'nonesuch'"), run.err());
    }

    @Test
    void printsJson() {
        var run = CommandLineRun.of("bench", "--device", "cpu", "--format", "json");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(
                run.out()
                        .matches(
                                "(?s)\\{\"rows\":\\[\\{\"workload\":\"logistic regression\",\"device\":\"cpu\",.*}]}\n"),
                run.out());
    }
}
