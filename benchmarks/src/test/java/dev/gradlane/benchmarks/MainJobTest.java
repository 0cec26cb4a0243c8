package dev.gradlane.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainJobTest {
    static Stream<Workload> workloads() {
        return Stream.of(new LogisticWorkload(), new GreeksWorkload(4097, 42));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void resultsPassTheIndependentCheckAndRepeatToTheBit(Workload workload) {
        try (Engine engine = Engine.open("cpu");
                Workload.Session session = workload.open(engine)) {
            List<Tensor> first = session.run();
            assertTrue(workload.verify(first).length() > 20);
            assertEquals(Tree.digest(first), Tree.digest(session.run()));
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aWrongGradientIsCaught(Workload workload) {
        try (Engine engine = Engine.open("cpu");
                Workload.Session session = workload.open(engine)) {
            List<Tensor> results = new ArrayList<>(session.run());
            double[] gradient = results.get(1).toDoubles();
            gradient[3] *= 1 + 1e-9;
            results.set(1, Tensor.of(gradient));
            assertThrows(IllegalStateException.class, () -> workload.verify(results));
        }
    }
}
