package dev.gradlane.cpu;

import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.TensorFiles;
import dev.gradlane.TraceException;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.io.GraphFile;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files go into functions and come out of them.
final class TensorFilesTest {
    @TempDir
    Path folder;

    private static final Fn<Map<String, Tensor>, Tensor> DOT = Fn.trace(
            "dot", Map.of("w", f64(3)), in -> in.get("w").times(in.get("w")).sum());

    @Test
    void mappedTensorsAreArguments() throws IOException {
        Path weights = folder.resolve("w.safetensors");
        TensorFiles.writeSafetensors(weights, Map.of("w", Tensor.of(new double[] {1, -2, 0.5})));
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(DOT.gradient())) {
            Map<String, Tensor> gradient = compiled.run(TensorFiles.readSafetensors(weights));
            TensorFiles.writeNpz(folder.resolve("g.npz"), gradient);
            TensorFiles.writeNpy(folder.resolve("g.npy"), gradient.get("w"));
        }
        double[] expected = {2, -4, 1};
        assertArrayEquals(
                expected, TensorFiles.readNpz(folder.resolve("g.npz")).get("w").toDoubles());
        assertArrayEquals(expected, TensorFiles.readNpy(folder.resolve("g.npy")).toDoubles());
    }

    /// Safetensors align nothing: here the numbers start at an odd byte of the mapping.
    @Test
    void unalignedTensorsAreArguments() throws IOException {
        byte[] header =
                "{\"w\":{\"dtype\":\"F64\",\"shape\":[3],\"data_offsets\":[0,24]}}".getBytes(StandardCharsets.UTF_8);
        assertEquals(1, (8 + header.length) % 2);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header).putDouble(3).putDouble(4).putDouble(12);
        Path file = Files.write(folder.resolve("odd.safetensors"), bytes.array());
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(DOT)) {
            assertEquals(169, compiled.run(TensorFiles.readSafetensors(file)).item());
        }
    }

    @Test
    void onlyValuesAreWritten() {
        Path file = folder.resolve("a.npy");
        assertThrows(TraceException.class, () -> TensorFiles.writeNpy(file, f64(3)));
        assertEquals(false, Files.exists(file));
    }

    @Test
    void aGraphComesBackAsAFunction() throws IOException {
        Path file = folder.resolve("dot.graph");
        GraphFile.write(file, DOT.graph());
        Fn<Map<String, Tensor>, Map<String, Tensor>> loaded = Fn.of(GraphFile.read(file));
        assertEquals(DOT.graph(), loaded.graph());
        try (Engine engine = Engine.open("cpu");
                var value = engine.compile(loaded);
                var gradient = engine.compile(loaded.batched().gradient())) {
            Tensor w = Tensor.of(new double[] {3, 4, 12});
            assertEquals(169, value.run(Map.of("w", w)).get("value").item());
            Tensor batch = Tensor.of(new double[] {3, 4, 12}, 1, 3);
            assertArrayEquals(
                    new double[] {6, 8, 24},
                    gradient.run(Map.of("w", batch)).get("w").toDoubles());
        }
    }

    @Test
    void namesTellArgumentsApart() {
        var twice = GraphText.parse("graph g {\n  %0:f32[] = input x\n  return y = %0, y = %0\n}\n");
        var e = assertThrows(GraphException.class, () -> Fn.of(twice));
        assertEquals(true, e.getMessage().contains("uses the name y twice"), e.getMessage());
        assertEquals(DType.F32, twice.inputTypes().getFirst().dtype());
    }
}
