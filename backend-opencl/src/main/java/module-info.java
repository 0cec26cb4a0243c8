/// Runs kernels as OpenCL C.
module dev.gradlane.opencl {
    requires dev.gradlane;
    requires jocl;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.opencl.OpenClBackend;
}
