/// Runs kernels as OpenCL C.
module dev.gradlane.opencl {
    requires dev.gradlane;
}
