/// Runs kernels as JVM bytecode over the Vector API. On the class path, where nobody asks for the Vector API unless
/// told
/// (`--add-modules`), it may be absent: then it runs scalar bytecode.
module dev.gradlane.vector {
    requires dev.gradlane;
    requires jdk.incubator.vector;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.vector.VectorBackend;
}
