package dev.gradlane.opencl;

import dev.gradlane.backend.Availability;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The program with which PoCL links a kernel for the processor. Where it cannot be started PoCL does not fail but ends
/// the process, so it is looked for before the first kernel is built.
final class Linker {
    private static final String PROGRAM = "ld";

    private Linker() {}

    /// Why kernels cannot be linked, or empty.
    ///
    /// @param platform name of the OpenCL platform
    /// @param processor whether the device is a central processor
    /// @param path folders in which programs are looked for, as in the environment's `PATH`
    static Optional<Availability.Unavailable> problem(String platform, boolean processor, String path) {
        if (!platform.contains("Portable Computing Language") || !processor || isOn(path)) {
            return Optional.empty();
        }
        return Optional.of(new Availability.Unavailable(
                "PoCL links kernels with the program " + PROGRAM
                        + ", which is not on the PATH, and would end this process",
                "install it (Debian: binutils) or extend the PATH"));
    }

    private static boolean isOn(String path) {
        return Arrays.stream(path.split(File.pathSeparator)).anyMatch(Linker::holds);
    }

    private static boolean holds(String folder) {
        try {
            return !folder.isEmpty() && Files.isExecutable(Path.of(folder, PROGRAM));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
