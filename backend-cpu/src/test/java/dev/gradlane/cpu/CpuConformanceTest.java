package dev.gradlane.cpu;

import dev.gradlane.conformance.BackendConformance;
import java.util.List;

class CpuConformanceTest extends BackendConformance {
    @Override
    protected List<String> devices() {
        return List.of("cpu");
    }
}
