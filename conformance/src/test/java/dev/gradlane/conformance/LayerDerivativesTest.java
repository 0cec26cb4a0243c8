package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives of layers against truth, and batches of them against their samples, by the definition of the language:
/// that a device has its bits is what [LayerRows] asks.
class LayerDerivativesTest {
    private static final FaultyDevice DEFINITION = new FaultyDevice(PlantedFault.NONE);

    static Stream<Graph> layers() {
        return LayerGraphs.all(DType.F64);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void areThoseOfForwardModeAndOfDifferences(Graph layer) {
        Graph gradient = Vjp.of(layer, Transforms.floats(layer));
        for (Graph graph : List.of(layer, gradient)) {
            ConformanceRow row = GradientRows.row(DEFINITION, layer.name(), graph, true);
            assertFalse(row.differs(), row::detail);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void haveTheBitsOfTheSampleInABatch(Graph layer) {
        Graph graph = LayerRows.secondOrder(layer);
        Graph batched = Freeze.of(Batch.of(graph, Transforms.all(graph), "S"));
        Map<String, Long> sizes = Map.of("S", 3L);
        Draw draw = new Draw(3, 3);
        List<Value> x =
                batched.inputTypes().stream().map(t -> draw.value(t, sizes)).toList();
        Samples samples = new Samples(Freeze.of(graph), batched, "S");
        assertEquals(Optional.empty(), samples.difference(DEFINITION, new Case(batched, x, sizes), 1));
    }
}
