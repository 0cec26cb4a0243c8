package dev.gradlane.opencl;

import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
import static org.jocl.CL.CL_OUT_OF_HOST_MEMORY;
import static org.jocl.CL.CL_OUT_OF_RESOURCES;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/// What JOCL's calls need around them: information as numbers and text, pointers to memory outside the
/// Java heap, errors in the engine's words.
final class Cl {
    private Cl() {}

    static String text(cl_platform_id platform, int name) {
        return text((size, pointer, length) -> CL.clGetPlatformInfo(platform, name, size, pointer, length));
    }

    static String text(cl_device_id device, int name) {
        return text((size, pointer, length) -> CL.clGetDeviceInfo(device, name, size, pointer, length));
    }

    /// A device's number of 4 or 8 bytes.
    static long number(cl_device_id device, int name) {
        long[] value = new long[1];
        // the high half stays 0 where the driver writes an unsigned int; little-endian hosts only, as
        // every device here
        CL.clGetDeviceInfo(device, name, Sizeof.cl_long, Pointer.to(value), null);
        return value[0];
    }

    static boolean flag(cl_device_id device, int name) {
        return (int) number(device, name) != 0;
    }

    /// A query of the driver that tells a text's length first.
    interface Query {
        int ask(long size, Pointer pointer, long[] length);
    }

    static String text(Query query) {
        long[] length = new long[1];
        query.ask(0, null, length);
        byte[] bytes = new byte[(int) length[0]];
        query.ask(bytes.length, Pointer.to(bytes), null);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }

    /// The address of native memory. Its size is the caller's to know: a buffer of NIO counts to 2^31-1
    /// only.
    static Pointer pointer(MemorySegment memory) {
        return Pointer.to(memory.asSlice(0, Math.min(memory.byteSize(), Integer.MAX_VALUE))
                .asByteBuffer());
    }

    /// Runs a call of JOCL.
    ///
    /// @param what the work, as in "device opencl:0 failed to …"
    static <T> T call(String token, String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            boolean memory = e.getStatus() == CL_MEM_OBJECT_ALLOCATION_FAILURE
                    || e.getStatus() == CL_OUT_OF_HOST_MEMORY
                    || e.getStatus() == CL_OUT_OF_RESOURCES;
            throw new BackendException(
                    "device " + token + (memory ? " is out of memory: it failed to " : " failed to ") + what + " ("
                            + e.getMessage() + (memory ? "); run fewer samples at once" : ")"),
                    e);
        }
    }

    static void run(String token, String what, Runnable call) {
        call(token, what, () -> {
            call.run();
            return token;
        });
    }
}
