package dev.gradlane.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A graph on which a device, or a transform, gave other bits.
///
/// @param setting what was compared, with the settings of the preserving passes
/// @param detail both bit patterns and where
/// @param ir the shrunk graph with its inputs, as a file that [Fuzzer#replay] reads
public record FuzzFailure(long seed, int index, String device, String setting, String detail, String ir) {
    /// Writes `fuzz-SEED-INDEX.ir` into `directory` and returns its path.
    public Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("fuzz-" + seed + "-" + index + ".ir"), file());
    }

    private String file() {
        return "; seed " + seed + ", graph " + index + ", device " + device + ", " + setting + "\n; "
                + detail.replace("\n", "\n; ") + "\n" + ir;
    }

    /// The whole report.
    @Override
    public String toString() {
        return "seed " + seed + ", graph " + index + ", device " + device + ", " + setting + ": " + detail + "\n" + ir;
    }
}
