/// Automatic differentiation for the JVM: the graph, its functions and transforms, and the backend interface.
module dev.gradlane {
    exports dev.gradlane;
    exports dev.gradlane.autodiff;
    exports dev.gradlane.backend;
    exports dev.gradlane.expression;
    exports dev.gradlane.function;
    exports dev.gradlane.graph;
    exports dev.gradlane.io;
    exports dev.gradlane.kernel;
    exports dev.gradlane.pass;
    exports dev.gradlane.random;
    exports dev.gradlane.text;

    uses dev.gradlane.backend.Backend;
}
