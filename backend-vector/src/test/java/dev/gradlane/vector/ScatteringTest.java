package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.text.GraphText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums at indices have the bits of the contract written out in plain Java where there are more positions than a
/// block has sources, so that a hash table finds them: positions that share a slot, also around its end, and blocks
/// that meet the same positions.
class ScatteringTest {
    private static final int EXTENT = 200_000;
    private static final int SOURCES = 9000;
    private static final int BLOCK = 4096;
    private static final int SLOTS = 8192;

    private static final Graph GRAPH = GraphText.parse("""
            graph scatter {
              %%0:f32[%1$d] = input x
              %%1:i32[%2$d] = input i
              %%2:f32[%2$d] = input u
              %%3:f32[%1$d] = scatterAdd axis=0 batch=0 %%0 %%1 %%2
              return y = %%3
            }
            """.formatted(EXTENT, SOURCES));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void collidingPositionsHaveTheBitsOfTheContract(int threads) {
        System.setProperty("gradlane.vector.threads", Integer.toString(threads));
        try (Device device = new VectorBackend().open("vector")) {
            Random random = new Random(threads);
            requireBits(device, _ -> random.nextInt(EXTENT));
            requireBits(device, k -> k % 20 * SLOTS + 5);
            requireBits(device, k -> k % 7 * SLOTS + SLOTS - 1 - k % 3);
            requireBits(device, k -> EXTENT - 1 - k % 5000);
            requireBits(device, _ -> EXTENT - 1);
        } finally {
            System.clearProperty("gradlane.vector.threads");
        }
    }

    private static void requireBits(Device device, IntUnaryOperator position) {
        Random random = new Random(1);
        int[] positions = new int[SOURCES];
        Arrays.setAll(positions, position);
        float[] x = numbers(random, EXTENT);
        float[] u = numbers(random, SOURCES);
        Value expected = value(sums(x, positions, u));
        List<Value> inputs = List.of(
                value(x),
                Value.of(TensorType.of(DType.I32, SOURCES), Map.of(), k -> positions[Math.toIntExact(k)]),
                value(u));
        Value actual = DeviceRun.of(device, GRAPH, CompileOptions.DEFAULT, inputs, Map.of())
                .getFirst();
        assertEquals("", expected.difference(actual).orElse(""));
    }

    /// In each block every position adds its sources ascending, from −0; results of blocks are added in order.
    private static float[] sums(float[] x, int[] positions, float[] u) {
        float[] y = x.clone();
        for (int start = 0; start < SOURCES; start += BLOCK) {
            float[] block = new float[EXTENT];
            Arrays.fill(block, -0.0f);
            for (int k = start; k < Math.min(SOURCES, start + BLOCK); k++) {
                block[positions[k]] += u[k];
            }
            for (int n = 0; n < EXTENT; n++) {
                y[n] += block[n];
            }
        }
        return y;
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Value value(float[] numbers) {
        return Value.of(
                TensorType.of(DType.F32, numbers.length),
                Map.of(),
                i -> Integer.toUnsignedLong(Float.floatToRawIntBits(numbers[Math.toIntExact(i)])));
    }
}
