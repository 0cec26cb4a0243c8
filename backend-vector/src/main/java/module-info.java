/// Runs kernels as JVM bytecode over the Vector API.
module dev.gradlane.vector {
    requires dev.gradlane;
}
