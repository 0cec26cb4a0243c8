package dev.gradlane.opencl;

import static org.jocl.CL.*;

import dev.gradlane.backend.Availability;
import java.util.Optional;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/// What a driver says of a device.
///
/// @param key device, driver and platform with their versions: what a built program depends on
/// @param unified host and device share memory
/// @param denormals f32 arithmetic keeps subnormals, by the driver's word
record DeviceFacts(
        cl_platform_id platform,
        cl_device_id device,
        String name,
        String key,
        String version,
        boolean ready,
        boolean processor,
        boolean unified,
        boolean littleEndian,
        boolean f64,
        boolean roundedDivideSqrt,
        boolean denormals,
        long groupSize,
        long parameterBytes,
        long maxAllocation) {

    // deprecated since 2.0, and the only way to ask a 1.2 device whether it shares the host's memory
    @SuppressWarnings("deprecation")
    static DeviceFacts of(cl_platform_id platform, cl_device_id device) {
        String name = Cl.text(device, CL_DEVICE_NAME);
        String version = Cl.text(device, CL_DEVICE_VERSION);
        long f32 = Cl.number(device, CL_DEVICE_SINGLE_FP_CONFIG);
        boolean f64 = (" " + Cl.text(device, CL_DEVICE_EXTENSIONS) + " ").contains(" cl_khr_fp64 ");
        return new DeviceFacts(
                platform,
                device,
                name + ", " + Cl.text(platform, CL_PLATFORM_NAME),
                String.join(
                        "\n",
                        name,
                        version,
                        Cl.text(device, CL_DRIVER_VERSION),
                        Cl.text(platform, CL_PLATFORM_NAME),
                        Cl.text(platform, CL_PLATFORM_VERSION)),
                version,
                Cl.flag(device, CL_DEVICE_AVAILABLE) && Cl.flag(device, CL_DEVICE_COMPILER_AVAILABLE),
                (Cl.number(device, CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) != 0,
                Cl.flag(device, CL_DEVICE_HOST_UNIFIED_MEMORY),
                Cl.flag(device, CL_DEVICE_ENDIAN_LITTLE),
                f64,
                (f32 & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
                (f32 & CL_FP_DENORM) != 0,
                Cl.number(device, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                Cl.number(device, CL_DEVICE_MAX_PARAMETER_SIZE),
                Cl.number(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE));
    }

    /// Why the device cannot run kernels at all, or empty.
    Optional<Availability.Unavailable> problem() {
        if (!ready) {
            return unavailable("the driver says that the device or its compiler is not available");
        }
        if (!littleEndian) {
            return unavailable("the device is big-endian");
        }
        if (version.matches("OpenCL 1\\.[01].*")) {
            return unavailable("the device speaks " + version + ", and kernels are OpenCL C 1.2");
        }
        if (groupSize < KernelEmitter.GROUP) {
            return unavailable("its work-groups hold " + groupSize + " items, and kernels need " + KernelEmitter.GROUP);
        }
        return Linker.problem(
                name, processor, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    private static Optional<Availability.Unavailable> unavailable(String reason) {
        return Optional.of(new Availability.Unavailable(reason, "update its driver, or use another device"));
    }

    /// Oclgrind, which interprets what its compiler makes, and lacks some of what an optimising one
    /// does.
    boolean interpreted() {
        return name.contains("Oclgrind");
    }

    /// A fifth of the arguments is left to sizes.
    int buffers() {
        return (int) Math.min(parameterBytes / Long.BYTES * 4 / 5, 1 << 10);
    }

    Target target() {
        return new Target(f64, roundedDivideSqrt, processor ? Target.Rows.ITEM : Target.Rows.GROUP, buffers());
    }
}
