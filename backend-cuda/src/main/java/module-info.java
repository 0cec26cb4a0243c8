/// Runs kernels as PTX text through the CUDA driver.
module dev.gradlane.cuda {
    requires dev.gradlane;
}
