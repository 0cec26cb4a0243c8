package dev.gradlane.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jcuda.JCudaVersion;
import jcuda.LibUtils;

/// Loads JCuda's native libraries. JCuda unpacks each to a fixed name in `java.io.tmpdir`, and takes whatever file has
/// that name already: an older version's, another user's, or one that another process is just writing. So it finds a
/// directory of this process alone there, with the library in it: unpacked here, because on the module path JCuda
/// looks for it in its own module, where it is not.
final class Natives {
    private static final String PROPERTY = "java.io.tmpdir";

    private Natives() {}

    /// The value of `first`, whose first use of a JCuda class loads the library `name` (`JCudaDriver`).
    ///
    /// @throws LinkageError if there is no library for this machine, or it does not load
    static synchronized <T> T loading(String name, Supplier<T> first) {
        unpack(LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(name + "-" + JCudaVersion.get())));
        String shared = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, Directory.PATH.toString());
        try {
            return first.get();
        } finally {
            System.setProperty(PROPERTY, shared);
        }
    }

    private static void unpack(String file) {
        Path to = Directory.PATH.resolve(file);
        if (Files.exists(to)) {
            return;
        }
        try (InputStream from = loader().getResourceAsStream("lib/" + file)) {
            if (from == null) {
                throw new UnsatisfiedLinkError("lib/" + file + " is on no path");
            }
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + file + ": " + e.getMessage(), e);
        }
    }

    /// The one that has JCuda also has its natives beside it.
    private static ClassLoader loader() {
        return JCudaVersion.class.getClassLoader();
    }

    private static final class Directory {
        static final Path PATH = create();

        private Directory() {}

        private static Path create() {
            try {
                Path directory = Files.createTempDirectory("gradlane-cuda");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException("no private directory for native libraries: " + e.getMessage(), e);
            }
        }

        /// What a loaded library keeps busy stays, on systems that lock such files.
        private static void delete(Path directory) {
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                System.getLogger("dev.gradlane.cuda").log(System.Logger.Level.DEBUG, "left behind: " + directory, e);
            }
        }
    }
}
