/// Runs kernels as JVM bytecode over the Vector API.
module dev.gradlane.vector {
    requires dev.gradlane;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.vector.VectorBackend;
}
