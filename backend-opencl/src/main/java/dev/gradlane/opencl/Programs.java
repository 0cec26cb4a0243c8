package dev.gradlane.opencl;

import static org.jocl.CL.CL_PROGRAM_BINARIES;
import static org.jocl.CL.CL_PROGRAM_BINARY_SIZES;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateProgramWithBinary;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clGetProgramBuildInfo;
import static org.jocl.CL.clGetProgramInfo;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.clRetainProgram;

import dev.gradlane.backend.BackendException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/// Sources as built programs of one context: the last few in memory, all of them on disk. Used under
/// the device's lock.
final class Programs {
    private static final int KEPT = 32;

    private final String token;
    private final DeviceFacts facts;
    private final cl_context context;
    private final LinkedHashMap<String, cl_program> built = new LinkedHashMap<>(16, 0.75f, true);

    Programs(String token, DeviceFacts facts, cl_context context) {
        this.token = token;
        this.facts = facts;
        this.context = context;
    }

    /// The program, which the caller releases.
    ///
    /// @param wide indices of 64 bits
    /// @throws BackendException if the compiler refuses the source, which is a defect here or there
    cl_program get(String source, boolean wide) {
        // -w: the compiler of some drivers writes warnings to the process's standard error
        String options = "-cl-std=CL1.2 -w"
                + (facts.roundedDivideSqrt() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "")
                + (facts.interpreted() ? " -cl-opt-disable" : "")
                + (wide ? " -DWIDE" : "");
        String key = BinaryCache.key(source, options, facts.key());
        cl_program program = built.computeIfAbsent(
                key,
                _ -> load(key, options).orElseGet(() -> {
                    cl_program fresh = build(source, options);
                    if (BinaryCache.isOn()) {
                        // asking for the binary takes a third of the time of a build
                        BinaryCache.write(key, binary(fresh));
                    }
                    return fresh;
                }));
        clRetainProgram(program);
        if (built.size() > KEPT) {
            Map.Entry<String, cl_program> eldest = built.pollFirstEntry();
            clReleaseProgram(eldest.getValue());
        }
        return program;
    }

    void close() {
        built.values().forEach(org.jocl.CL::clReleaseProgram);
        built.clear();
    }

    /// From disk; empty where nothing usable lies there.
    private Optional<cl_program> load(String key, String options) {
        return BinaryCache.read(key).flatMap(binary -> {
            try {
                cl_program program = clCreateProgramWithBinary(
                        context, 1, devices(), new long[] {binary.length}, new byte[][] {binary}, new int[1], null);
                clBuildProgram(program, 1, devices(), options, null, null);
                return Optional.of(program);
            } catch (CLException e) {
                // a driver that no longer takes its own binary gets the source
                return Optional.empty();
            }
        });
    }

    private cl_program build(String source, String options) {
        cl_program program = Cl.call(
                token,
                "take a source",
                () -> clCreateProgramWithSource(context, 1, new String[] {source}, new long[] {source.length()}, null));
        try {
            clBuildProgram(program, 1, devices(), options, null, null);
            return program;
        } catch (CLException e) {
            String log = Cl.text((size, pointer, length) ->
                    clGetProgramBuildInfo(program, facts.device(), CL_PROGRAM_BUILD_LOG, size, pointer, length));
            clReleaseProgram(program);
            throw new BackendException(
                    "device " + token + " refuses a kernel (" + e.getMessage() + "), which is a defect of the driver or"
                            + " of this backend; use another device. Its compiler says:\n" + log + "\nof the source\n"
                            + source,
                    e);
        }
    }

    private static byte[] binary(cl_program program) {
        long[] size = new long[1];
        clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null);
        byte[] binary = new byte[(int) size[0]];
        clGetProgramInfo(program, CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(Pointer.to(binary)), null);
        return binary;
    }

    private cl_device_id[] devices() {
        return new cl_device_id[] {facts.device()};
    }
}
