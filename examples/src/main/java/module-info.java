/// The models, each once: tests, benchmarks and the command line import them.
module dev.gradlane.examples {
    exports dev.gradlane.examples;
    exports dev.gradlane.examples.dynamics;
    exports dev.gradlane.examples.finance;
    exports dev.gradlane.examples.gradbench;
    exports dev.gradlane.examples.learning;
    exports dev.gradlane.examples.optimise;
    exports dev.gradlane.examples.vision;

    requires transitive dev.gradlane;
    requires de.siegmar.fastcsv;

    opens dev.gradlane.examples to
            dev.gradlane;
    opens dev.gradlane.examples.dynamics to
            dev.gradlane;
    opens dev.gradlane.examples.finance to
            dev.gradlane;
    opens dev.gradlane.examples.gradbench to
            dev.gradlane;
    opens dev.gradlane.examples.learning to
            dev.gradlane;
    opens dev.gradlane.examples.optimise to
            dev.gradlane;
    opens dev.gradlane.examples.vision to
            dev.gradlane;
}
