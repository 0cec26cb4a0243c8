/// Automatic differentiation for the JVM: the graph, its functions and transforms, and the backend
/// interface.
module dev.gradlane {
    exports dev.gradlane.backend;
    exports dev.gradlane.expression;
    exports dev.gradlane.function;
    exports dev.gradlane.graph;
}
