package dev.gradlane.vector;

import dev.gradlane.conformance.BackendConformance;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Loops over strips alone.
class TileConformanceTest extends BackendConformance {
    @BeforeAll
    static void choose() {
        System.setProperty("gradlane.vector.tier", "tile");
    }

    @AfterAll
    static void leave() {
        System.clearProperty("gradlane.vector.tier");
    }

    @Override
    protected List<String> devices() {
        return List.of("vector");
    }

    @Override
    protected int graphs() {
        return 60;
    }
}
