package dev.gradlane.vector;

import dev.gradlane.conformance.BackendConformance;
import java.util.List;

class VectorConformanceTest extends BackendConformance {
    @Override
    protected List<String> devices() {
        return List.of("vector");
    }
}
