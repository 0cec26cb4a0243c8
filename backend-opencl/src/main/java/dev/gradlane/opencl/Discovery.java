package dev.gradlane.opencl;

import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;

import dev.gradlane.backend.Availability;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/// All devices of all platforms, or why there are none. Looked for once: drivers do not come and go in
/// a process.
sealed interface Discovery {
    /// In the order of the tokens `opencl:0`, `opencl:1`, …
    record Found(List<DeviceFacts> devices) implements Discovery {
        public Found {
            devices = List.copyOf(devices);
        }
    }

    record None(Availability.Unavailable why) implements Discovery {}

    /// `CL_PLATFORM_NOT_FOUND_KHR`: the loader's way to say that its list is empty.
    int PLATFORM_NOT_FOUND = -1001;

    final class Once {
        private static final Discovery RESULT = look();

        private Once() {}

        private static Discovery look() {
            if (Natives.problem().isPresent()) {
                return new None(Natives.problem().get());
            }
            try {
                List<DeviceFacts> devices = new ArrayList<>();
                for (cl_platform_id platform : platforms()) {
                    for (cl_device_id device : devices(platform)) {
                        devices.add(DeviceFacts.of(platform, device));
                    }
                }
                return devices.isEmpty()
                        ? new None(new Availability.Unavailable(
                                "the OpenCL loader knows no device",
                                "install a driver (Debian: pocl-opencl-icd runs kernels on the processor)"))
                        : new Found(devices);
            } catch (LinkageError | RuntimeException e) {
                return new None(new Availability.Unavailable(
                        "the OpenCL driver failed when asked for its devices: " + e.getMessage(),
                        "check it with clinfo"));
            }
        }

        private static cl_platform_id[] platforms() {
            try {
                int[] count = new int[1];
                clGetPlatformIDs(0, null, count);
                cl_platform_id[] platforms = new cl_platform_id[count[0]];
                clGetPlatformIDs(platforms.length, platforms, null);
                return platforms;
            } catch (CLException e) {
                if (e.getStatus() == PLATFORM_NOT_FOUND) {
                    return new cl_platform_id[0];
                }
                throw e;
            }
        }

        private static cl_device_id[] devices(cl_platform_id platform) {
            try {
                int[] count = new int[1];
                clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
                cl_device_id[] devices = new cl_device_id[count[0]];
                clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices.length, devices, null);
                return devices;
            } catch (CLException e) {
                if (e.getStatus() == CL_DEVICE_NOT_FOUND) {
                    return new cl_device_id[0];
                }
                throw e;
            }
        }
    }

    static Discovery get() {
        return Once.RESULT;
    }
}
