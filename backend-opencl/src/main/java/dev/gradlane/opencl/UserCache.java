package dev.gradlane.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The directory in which built programs outlive the process: `gradlane/opencl` in the user's cache
/// directory, or what the system property `gradlane.opencl.cache` names; `off` there means none.
final class UserCache {
    static final String PROPERTY = "gradlane.opencl.cache";

    private UserCache() {}

    /// The directory, created; empty where there is none to write to.
    static Optional<Path> directory() {
        String named = System.getProperty(PROPERTY, "");
        if (named.equals("off")) {
            return Optional.empty();
        }
        Path directory = named.isEmpty() ? systemCache().resolve("gradlane").resolve("opencl") : Path.of(named);
        try {
            Files.createDirectories(directory);
            return Optional.of(directory);
        } catch (IOException | RuntimeException e) {
            // a read-only home is no reason to fail: everything is built again
            return Optional.empty();
        }
    }

    /// Writes a file that others see whole or not at all. Does nothing where it cannot be written.
    static void write(Path file, byte[] content) {
        try {
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "part", null);
            try {
                Files.write(part, content);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | RuntimeException e) {
            // full or vanished: what is not cached is built again
            System.getLogger("dev.gradlane.opencl")
                    .log(System.Logger.Level.DEBUG, () -> "could not write " + file + ": " + e);
        }
    }

    private record Entry(Path file, long modified, long bytes) {}

    /// Removes the oldest files of this ending while all of them take more than `limit` bytes.
    static void prune(Path directory, String ending, long limit) {
        try (Stream<Path> files = Files.list(directory)) {
            // each file is looked at once: other processes write and prune meanwhile
            List<Entry> newest = files.filter(f -> f.toString().endsWith(ending))
                    .map(f -> new Entry(f, f.toFile().lastModified(), f.toFile().length()))
                    .sorted(Comparator.comparingLong(Entry::modified).reversed())
                    .toList();
            long bytes = 0;
            for (Entry entry : newest) {
                bytes += entry.bytes();
                if (bytes > limit) {
                    Files.deleteIfExists(entry.file());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // another process prunes as well
            System.getLogger("dev.gradlane.opencl")
                    .log(System.Logger.Level.DEBUG, () -> "could not prune " + directory + ": " + e);
        }
    }

    private static Path systemCache() {
        String home = System.getProperty("user.home", ".");
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String named = os.startsWith("windows") ? System.getenv("LOCALAPPDATA") : System.getenv("XDG_CACHE_HOME");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        return os.startsWith("mac") ? Path.of(home, "Library", "Caches") : Path.of(home, ".cache");
    }
}
