/// Runs kernels as JVM bytecode over the Vector API. Without the Vector API it runs scalar bytecode.
module dev.gradlane.vector {
    requires dev.gradlane;
    requires static jdk.incubator.vector;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.vector.VectorBackend;
}
