package dev.gradlane.cuda;

import dev.gradlane.conformance.BackendConformance;
import java.util.List;

class CudaEmulatorConformanceTest extends BackendConformance {
    @Override
    protected List<String> devices() {
        return List.of("cuda-emulator");
    }
}
