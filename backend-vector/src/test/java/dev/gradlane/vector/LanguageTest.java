package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import org.junit.jupiter.api.Test;

/// What the device has no kernels for it refuses when it compiles, by name, with the user's line and what to do.
class LanguageTest {
    @Test
    void aKindWithoutKernelsIsRefusedByName() {
        var b = new GraphBuilder("histogram").at(new Origin("Model.java:42"));
        Expr bins = b.input("bins", TensorType.of(DType.F32, 8));
        Expr at = b.input("at", TensorType.of(DType.I32, 100));
        Expr ones = b.constant(TensorType.of(DType.F32, 100), 1);
        Graph graph = b.output("counts", bins.scatterAdd(at, ones, 0, 0)).build();
        try (var device = new VectorBackend().open("vector")) {
            assertTrue(device.language().lacking().contains("scatterAdd"));
            var e = assertThrows(BackendException.class, () -> device.compile(graph, CompileOptions.DEFAULT));
            for (String part : new String[] {"device vector has no scatterAdd", "Model.java:42", "histogram", "cpu"}) {
                assertTrue(e.getMessage().contains(part), e.getMessage());
            }
            assertFalse(device.language().missing(graph).isEmpty());
        }
    }
}
