package dev.gradlane.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a device has no code for it refuses by name, with the user's line and what to do.
class LanguageTest {
    private static Graph histogram() {
        var b = new GraphBuilder("histogram").at(new Origin("Model.java:42"));
        Expr bins = b.input("bins", TensorType.of(DType.F32, 8));
        Expr at = b.input("at", TensorType.of(DType.I32, 100));
        Expr ones = b.constant(TensorType.of(DType.F32, 100), 1);
        return b.output("counts", bins.scatterAdd(at, ones, 0, 0)).build();
    }

    @Test
    void aKindWithoutCodeIsRefusedByName() {
        Language kernels = Language.ofKernels();
        assertTrue(kernels.missing(histogram()).isPresent());
        var e = assertThrows(BackendException.class, () -> kernels.require(histogram(), "opencl:0"));
        for (String part : new String[] {"device opencl:0 has no scatterAdd", "Model.java:42", "histogram", "cpu"}) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    @Test
    void anArrayKernelIsAllThatAKindNeeds() {
        assertEquals(Optional.empty(), Language.ofKernels(Set.of("scatterAdd")).missing(histogram()));
    }
}
