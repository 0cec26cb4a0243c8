package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
