package dev.gradlane.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Digest;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs that autodiff, batching and freezing make of the models, as text: a change of one character here is
/// a change of the numerics or of the digests. `-Dgolden.update=true` rewrites the files.
class GoldenTest {
    private static final Path FOLDER = Path.of("src", "test", "golden");

    record Golden(String name, Graph graph) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> programs() {
        return Stream.of(
                new Golden("product", Circuits.product().graph()),
                new Golden(
                        "product-gradient",
                        Circuits.product().valueAndGradient().graph()),
                new Golden(
                        "neuron-gradient", Circuits.neuron().valueAndGradient().graph()),
                new Golden("logistic-training", LogisticRegression.training(30).graph()),
                new Golden(
                        "greeks-batched",
                        Greeks.price().valueAndGradient().batched().graph()),
                new Golden(
                        "neuron-frozen",
                        Freeze.of(Circuits.neuron().valueAndGradient().graph())));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theProgramIsTheOneOnFile(Golden golden) throws IOException {
        Path file = FOLDER.resolve(golden.name() + ".ir");
        String text = GraphText.print(golden.graph()) + "# frozen " + Digest.of(Freeze.of(golden.graph())) + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void textParsesBackAndFreezingIsIdempotent(Golden golden) {
        assertEquals(golden.graph(), GraphText.parse(GraphText.print(golden.graph())));
        Graph frozen = Freeze.of(golden.graph());
        assertEquals(frozen, Freeze.of(frozen));
    }
}
