package dev.gradlane.opencl;

import dev.gradlane.backend.Availability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.LibUtils;

/// The native libraries: the OpenCL loader of the system and JOCL's bridge to it. The loader is probed
/// through the JDK first, because a symbol that is missing there would end the process when it is
/// called through JNI.
final class Natives {
    private static final List<String> SYMBOLS =
            List.of("clGetPlatformIDs", "clBuildProgram", "clEnqueueNDRangeKernel", "clEnqueueFillBuffer");
    private static final String REMEDY = "install an OpenCL driver and loader (Debian: pocl-opencl-icd"
            + " ocl-icd-libopencl1 runs it on the processor), or use another device";

    private static final class Loaded {
        static final Optional<Availability.Unavailable> PROBLEM = load();
    }

    private Natives() {}

    /// Why nothing can be called, or empty. Loads on the first call.
    static Optional<Availability.Unavailable> problem() {
        return Loaded.PROBLEM;
    }

    // the point of the class is to call native code
    @SuppressWarnings("restricted")
    private static Optional<Availability.Unavailable> load() {
        try {
            SymbolLookup loader = SymbolLookup.libraryLookup(loaderName(), Arena.global());
            for (String symbol : SYMBOLS) {
                if (loader.find(symbol).isEmpty()) {
                    return problem(
                            "the OpenCL loader " + loaderName() + " is older than OpenCL 1.2: it has no " + symbol);
                }
            }
        } catch (IllegalCallerException e) {
            return Optional.of(new Availability.Unavailable(
                    "Java forbids native access", "start java with --enable-native-access=ALL-UNNAMED"));
        } catch (IllegalArgumentException e) {
            return problem("there is no OpenCL loader (" + loaderName() + ")");
        }
        try {
            extracted().ifPresentOrElse(Natives::initialise, () -> CL.setExceptionsEnabled(true));
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return problem("JOCL could not be loaded: " + line);
        }
    }

    private static Optional<Availability.Unavailable> problem(String reason) {
        return Optional.of(new Availability.Unavailable(reason, REMEDY));
    }

    private static String loaderName() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return os.startsWith("windows")
                ? "OpenCL.dll"
                : os.startsWith("mac") ? "/System/Library/Frameworks/OpenCL.framework/OpenCL" : "libOpenCL.so.1";
    }

    /// A directory of our own with JOCL's library in it, complete. JOCL itself extracts to a fixed name
    /// in the directory for temporary files and takes whatever stands there: the half of it that
    /// another process is just writing, too.
    private static Optional<Path> extracted() {
        String library = LibUtils.createLibraryFileName("JOCL_2_0_6");
        try (InputStream resource = CL.class.getResourceAsStream("/lib/" + library)) {
            if (resource == null) {
                return Optional.empty();
            }
            byte[] content = resource.readAllBytes();
            Path directory =
                    UserCache.directory().isPresent() ? UserCache.directory().get() : temporary(library);
            Path file = directory.resolve(library);
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
                UserCache.write(file, content);
            }
            return Optional.of(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary(String library) throws IOException {
        Path directory = Files.createTempDirectory("gradlane-opencl");
        // the last registered goes first
        directory.toFile().deleteOnExit();
        directory.resolve(library).toFile().deleteOnExit();
        return directory;
    }

    /// JOCL asks for the directory when its class is initialised, and never again.
    private static void initialise(Path directory) {
        String before = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", directory.toString());
        try {
            CL.setExceptionsEnabled(true);
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }
}
