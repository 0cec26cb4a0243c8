package dev.gradlane.opencl;

import dev.gradlane.conformance.BackendConformance;
import java.util.List;

/// The kit on the first device. `gradlane check --device opencl:0 --fuzz 500` draws more graphs.
class OpenClConformanceTest extends BackendConformance {
    @Override
    protected List<String> devices() {
        return List.of("opencl:0");
    }

    @Override
    protected int graphs() {
        return 12;
    }
}
