package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// Asks for the NVIDIA driver without JCuda: a function that the driver lacks, called through JNI, ends the process.
/// So the driver's library is opened here, every function in use is looked up, and the driver is started, before a
/// class of JCuda is touched.
@SuppressWarnings("restricted") // native access is asked for, and its refusal is an answer
final class SymbolProbe {
    /// What [JCudaDriver] calls, by the names that JCuda's library binds.
    static final List<String> FUNCTIONS = List.of(
            "cuInit",
            "cuDriverGetVersion",
            "cuDeviceGetCount",
            "cuDeviceGet",
            "cuDeviceGetName",
            "cuDeviceGetAttribute",
            "cuDevicePrimaryCtxRetain",
            "cuDevicePrimaryCtxRelease_v2",
            "cuCtxSetCurrent",
            "cuCtxSynchronize",
            "cuModuleLoadData",
            "cuModuleGetFunction",
            "cuModuleUnload",
            "cuMemAlloc_v2",
            "cuMemFree_v2",
            "cuMemcpyHtoD_v2",
            "cuMemcpyDtoH_v2",
            "cuLaunchKernel");

    /// The first driver that takes PTX 8.0: of CUDA 12.0.
    private static final int OLDEST_DRIVER = 12_000;
    /// The compute capability that the kernels are written for.
    private static final int OLDEST_MAJOR = 7;

    private static final int SUCCESS = 0;
    private static final int NO_DEVICE = 100;
    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final String INSTEAD = ", or use another device, which gives the same bits";

    /// What was found: the reason why nothing runs, or how many GPUs there are.
    sealed interface Outcome {
        record Missing(Availability.Unavailable why) implements Outcome {}

        record Found(int devices) implements Outcome {}
    }

    private SymbolProbe() {}

    static Outcome probe() {
        return probe(System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1");
    }

    /// Never throws and never ends the process.
    static Outcome probe(String library) {
        SymbolLookup driver;
        try {
            // kept open for good: a driver that was started is not unloaded
            driver = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException | LinkageError e) {
            return missing("no NVIDIA driver: " + library + " does not load", "install the driver" + INSTEAD);
        } catch (IllegalCallerException e) {
            return missing("native access is denied", "start java with --enable-native-access=ALL-UNNAMED");
        }
        for (String function : FUNCTIONS) {
            if (driver.find(function).isEmpty()) {
                return missing("the NVIDIA driver has no function " + function, "update the driver" + INSTEAD);
            }
        }
        try {
            return start(driver);
        } catch (Throwable e) {
            // a method handle may throw anything
            return missing("asking the NVIDIA driver failed: " + e.getMessage(), "check it with nvidia-smi" + INSTEAD);
        }
    }

    private static Outcome start(SymbolLookup driver) throws Throwable {
        int started = (int) function(driver, "cuInit", ValueLayout.JAVA_INT).invokeExact(0);
        if (started != SUCCESS) {
            return missing(
                    started == NO_DEVICE
                            ? "the NVIDIA driver finds no GPU"
                            : "the NVIDIA driver does not start (error " + started + ")",
                    "check it with nvidia-smi" + INSTEAD);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            int version = read(driver, "cuDriverGetVersion", number).orElse(0);
            if (version < OLDEST_DRIVER) {
                return missing(
                        "the NVIDIA driver is of CUDA " + version / 1000 + "." + version % 1000 / 10
                                + ", the kernels need 12.0",
                        "update the driver" + INSTEAD);
            }
            int count = read(driver, "cuDeviceGetCount", number).orElse(0);
            MethodHandle attribute = function(
                    driver, "cuDeviceGetAttribute", ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            for (int i = 0; i < count; i++) {
                int result = (int) attribute.invokeExact(number, COMPUTE_CAPABILITY_MAJOR, i);
                if (result != SUCCESS || number.get(ValueLayout.JAVA_INT, 0) < OLDEST_MAJOR) {
                    // devices are used in the driver's order, the best one first
                    count = i;
                }
            }
            return count == 0
                    ? missing("the NVIDIA driver lists no GPU of Volta's generation or newer", "use another device")
                    : new Outcome.Found(count);
        }
    }

    private static Optional<Integer> read(SymbolLookup driver, String name, MemorySegment number) throws Throwable {
        int result = (int) function(driver, name, ValueLayout.ADDRESS).invokeExact(number);
        return result == SUCCESS ? Optional.of(number.get(ValueLayout.JAVA_INT, 0)) : Optional.empty();
    }

    private static MethodHandle function(
            SymbolLookup driver, String name, java.lang.foreign.MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(driver.findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    private static Outcome missing(String reason, String remedy) {
        return new Outcome.Missing(new Availability.Unavailable(reason, remedy));
    }
}
