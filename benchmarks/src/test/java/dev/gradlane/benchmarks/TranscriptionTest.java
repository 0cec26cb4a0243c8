package dev.gradlane.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Ops;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Circuits;
import dev.gradlane.examples.Greeks;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The committed references are still transcriptions of what the engine freezes; `-Dgolden.update=true`
/// writes them anew.
class TranscriptionTest {
    enum Reference {
        NEURON_F32(DType.F32, "NeuronF32", "Value and five partial derivatives of the neuron"),
        NEURON_F64(DType.F64, "NeuronF64", "Value and five partial derivatives of the neuron"),
        GREEKS_F32(DType.F32, "GreeksF32", "Price and five greeks of a call"),
        GREEKS_F64(DType.F64, "GreeksF64", "Price and five greeks of a call");

        final DType dtype;
        final String name;
        final String what;

        Reference(DType dtype, String name, String what) {
            this.dtype = dtype;
            this.name = name;
            this.what = what;
        }

        private Graph frozen() {
            Tensor number = dtype == DType.F32 ? Ops.f32() : Ops.f64();
            return Freeze.of(
                    switch (this) {
                        case NEURON_F32, NEURON_F64 ->
                            Circuits.neuron(number).valueAndGradient().graph();
                        case GREEKS_F32, GREEKS_F64 ->
                            Greeks.price(number).valueAndGradient().graph();
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReferenceIsTheFrozenGraph(Reference reference) throws IOException {
        Path file = Path.of("src/main/java/dev/gradlane/benchmarks/" + reference.name + ".java");
        String source = Transcription.of(reference.frozen(), reference.dtype, reference.name, reference.what);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, source);
        }
        assertEquals(words(source), words(Files.readString(file)));
    }

    /// The formatter breaks lines and orders imports as it likes.
    private static String words(String source) {
        return source.substring(source.indexOf("public final class")).replaceAll("///|\\s+", "");
    }
}
