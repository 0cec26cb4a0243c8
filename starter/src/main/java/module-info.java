/// What an application depends on: the engine, the reference and the Vector API.
module dev.gradlane.starter {
    requires transitive dev.gradlane;
    requires dev.gradlane.cpu;
    requires dev.gradlane.vector;
}
