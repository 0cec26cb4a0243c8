package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PoCL without a linker ends the process: it is never asked to build a kernel there.
class LinkerTest {
    private static final String POCL = "cpu, Portable Computing Language";

    @Test
    void poclWithoutALinkerIsUnavailable(@TempDir Path empty) {
        var problem = Linker.problem(POCL, true, empty.toString()).orElseThrow();
        assertTrue(problem.reason().contains("ld"), problem.reason());
        assertTrue(problem.remedy().contains("binutils"), problem.remedy());
        assertTrue(Linker.problem(POCL, true, "").isPresent());
    }

    @Test
    void aLinkerAnywhereOnThePathWillDo(@TempDir Path folder) throws IOException {
        Path program = Files.createFile(folder.resolve("ld"));
        String path = "/nonexistent" + File.pathSeparator + folder;
        assertTrue(Linker.problem(POCL, true, path).isPresent(), "a file that cannot be executed is no linker");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(Optional.empty(), Linker.problem(POCL, true, path));
    }

    @Test
    void otherDriversNeedNone() {
        assertEquals(Optional.empty(), Linker.problem("gpu, NVIDIA CUDA", false, ""));
        assertEquals(Optional.empty(), Linker.problem("gpu, Portable Computing Language", false, ""));
    }
}
