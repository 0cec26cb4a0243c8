package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// The tutorial's circuit (x + y)·z, from the service to the bits.
final class CircuitTest {
    private static Graph circuit(Shape shape) {
        var b = new GraphBuilder("circuit");
        var type = new TensorType(DType.F64, shape);
        var x = b.input("x", type);
        var y = b.input("y", type);
        var z = b.input("z", type);
        return b.output("f", x.add(y).mul(z)).build();
    }

    @Test
    void isTheNumberOfTheTutorial() {
        assertArrayEquals(Bits.f64(-12), OnCpu.result(circuit(Shape.SCALAR), Bits.f64(-2), Bits.f64(5), Bits.f64(-4)));
    }

    @Test
    void runsOverAnyBatch() {
        Graph graph = circuit(Shape.of(Dim.symbol("B")));
        for (int batch : new int[] {0, 1, 2, 511, 512, 513, 1025}) {
            double[] x = new double[batch];
            double[] f = new double[batch];
            for (int i = 0; i < batch; i++) {
                x[i] = i * 0.1 - 3;
                f[i] = (x[i] + x[i]) * x[i];
            }
            long[] bits = Bits.f64(x);
            assertArrayEquals(
                    Bits.f64(f),
                    OnCpu.run(graph, Map.of("B", (long) batch), bits, bits, bits)
                            .getFirst());
        }
    }

    @Test
    void isFoundAsAService() {
        CircuitTest.class.getModule().addUses(Backend.class);
        List<Backend> backends = ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(CpuBackend.class::isInstance)
                .toList();
        assertEquals(1, backends.size());
        Backend backend = backends.getFirst();
        assertEquals("cpu", backend.name());
        assertEquals(0, backend.preference());
        assertEquals(1, backend.devices().size());
        assertEquals("cpu", backend.devices().getFirst().token());
        assertEquals(new Availability.Ready(), backend.devices().getFirst().availability());
    }

    @Test
    void explainsItsStepsAndOrders() {
        var b = new GraphBuilder("norm");
        var x = b.input("x", TensorType.of(DType.F32, 3));
        Graph graph =
                b.output("sum", x.mul(x).reduce(Reduction.SUM, List.of(0))).build();
        try (Device device = new CpuBackend().open("cpu");
                Executable executable = device.compile(graph, CompileOptions.DEFAULT)) {
            assertEquals("""
                    graph norm on device cpu: 3 of 3 nodes in 3 steps
                    %0:f32[3] = input x
                    elementwise over [3], 1 blocks of 512 elements
                      %1:f32[3] = mul %0 %0
                    %2:f32[] = reduce sum axes [0] order lanes %1
                    return sum=%2
                    """, executable.explain());
            assertTrue(device.info().name().length() > 3);
        }
    }
}
