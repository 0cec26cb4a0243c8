package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.conformance.Definition;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Graphs of floats in the emulator against the definition.
final class EmulatedBits {
    private static final List<Double> SPECIAL = List.of(0.0, -0.0, Double.POSITIVE_INFINITY, Double.NaN);

    private EmulatedBits() {}

    /// Fails unless the bits are the same at all sizes, with indices of 32 and of 64 bits.
    ///
    /// @param rarity one in so many numbers is a zero of either sign, an infinity or NaN
    static void require(Graph graph, List<Map<String, Long>> all, int rarity) {
        for (boolean wide : List.of(false, true)) {
            try (Device emulator = CudaEmulatorBackend.device(wide)) {
                for (Map<String, Long> sizes : all) {
                    List<Value> inputs = inputs(graph, sizes, rarity);
                    List<Value> expected = Definition.run(graph, inputs, sizes);
                    List<Value> actual = DeviceRun.of(emulator, graph, CompileOptions.DEFAULT, inputs, sizes);
                    for (int i = 0; i < expected.size(); i++) {
                        assertEquals(
                                "", expected.get(i).difference(actual.get(i)).orElse(""), sizes::toString);
                    }
                }
            }
        }
    }

    /// Numbers of both signs and sizes.
    private static List<Value> inputs(Graph graph, Map<String, Long> sizes, int rarity) {
        Random random = new Random(1);
        return graph.inputTypes().stream()
                .map(type -> Value.of(type, sizes, _ -> {
                    double x = random.nextInt(rarity) == 0
                            ? SPECIAL.get(random.nextInt(SPECIAL.size()))
                            : random.nextGaussian();
                    return type.dtype() == DType.F32
                            ? Integer.toUnsignedLong(Float.floatToIntBits((float) x))
                            : Double.doubleToLongBits(x);
                }))
                .toList();
    }
}
