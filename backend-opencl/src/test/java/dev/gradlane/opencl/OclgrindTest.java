package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernels under Oclgrind, a second implementation, which checks races, bounds and reads of what
/// was never written. It is made the only OpenCL driver of a child process: its own wrapper preloads a
/// library that ends a JVM.
class OclgrindTest {
    private static final String LIBRARY = "liboclgrind-rt-icd.so";

    @TempDir
    private Path folder;

    @Test
    void kernelsHaveNoRaceAndTheRightBits() throws IOException, InterruptedException {
        Path vendors = Files.createDirectory(folder.resolve("vendors"));
        Files.writeString(vendors.resolve("oclgrind.icd"), library() + "\n");
        Path output = folder.resolve("output");
        String modules = System.getProperty("jdk.module.path", "");
        String path = modules + (modules.isEmpty() ? "" : File.pathSeparator) + System.getProperty("java.class.path");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-D" + UserCache.PROPERTY + "=" + folder.resolve("cache"),
                "-cp",
                path + File.pathSeparator + classes(),
                OclgrindMain.class.getName());
        java.environment().put("OCL_ICD_VENDORS", vendors.toString());
        java.environment().put("OCLGRIND_DATA_RACES", "1");
        java.environment().put("OCLGRIND_UNINITIALIZED", "1");
        Process process =
                java.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the child process did not end");
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), text);
        for (String finding : List.of("data race", "Invalid", "Uninitialized", "FATAL")) {
            assertTrue(!text.contains(finding), text);
        }
        assertTrue(text.contains(OclgrindMain.PASSED), text);
    }

    /// Where this test's own classes lie: on the module path they are patched into the module.
    private static String classes() {
        return Path.of("target", "test-classes").toAbsolutePath().toString();
    }

    private static String library() {
        Optional<Path> library = Stream.of("/usr/lib/oclgrind", "/usr/local/lib/oclgrind", "/opt/oclgrind/lib")
                .map(directory -> Path.of(directory, LIBRARY))
                .filter(Files::exists)
                .findFirst();
        Assumptions.assumeTrue(library.isPresent(), "Oclgrind is not installed (Debian: oclgrind)");
        return library.orElseThrow().toString();
    }
}
