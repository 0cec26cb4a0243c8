package dev.gradlane.conformance.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Device;
import dev.gradlane.pass.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Holds one device against the file. A backend joins with
///
/// ```java
/// class VectorGoldenBitsTest extends GoldenBitsSuite {
///     @Override
///     protected Device open() {
///         return new VectorBackend().open("vector");
///     }
/// }
/// ```
public abstract class GoldenBitsSuite {
    /// An open device of the backend under test.
    protected abstract Device open();

    /// Where the file's source is, for the reference, which alone writes it.
    protected Optional<Path> source() {
        return Optional.empty();
    }

    @Test
    void theBitsAreTheOnesOnFile() {
        try (Device device = open()) {
            GoldenBits now = GoldenBits.of(device);
            source().filter(_ -> Boolean.getBoolean("golden.update")).ifPresent(path -> update(path, now));
            GoldenBits file = source().map(GoldenBits::read)
                    .orElseGet(GoldenBits::built)
                    .orElseThrow(() -> new AssertionError(GoldenBits.RESOURCE + " is missing"));
            List<String> differences = file.differences(now);
            assertTrue(differences.isEmpty(), () -> message(file, differences));
            assertEquals(
                    List.of(), file.missing(now), "new programs: the reference adds them with -Dgolden.update=true");
        }
    }

    /// New programs are added. Lines on file stay as they are: they are written anew only for another version of
    /// the numerics.
    private static void update(Path path, GoldenBits now) {
        GoldenBits.read(path)
                .filter(file -> file.version() == Digest.NUMERICS)
                .map(file -> file.with(now))
                .orElse(now)
                .write(path);
    }

    private static String message(GoldenBits file, List<String> differences) {
        int next = Digest.NUMERICS + 1;
        return differences.size() + " programs differ from " + GoldenBits.RESOURCE + " of numerics " + file.version()
                + ".\nBits are API: the digests that users keep, and every other backend, rely on them. Undo the"
                + " change; or, if it must be, it is numerics " + next + ": set Digest.NUMERICS to " + next
                + ", say why in docs/numerics.md, and run CpuGoldenBitsTest with -Dgolden.update=true"
                + ".\n  "
                + String.join("\n  ", differences);
    }
}
