/// Runs kernels as PTX text through the CUDA driver.
module dev.gradlane.cuda {
    requires dev.gradlane;
    requires jcuda;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.cuda.CudaBackend,
            dev.gradlane.cuda.CudaEmulatorBackend;
}
