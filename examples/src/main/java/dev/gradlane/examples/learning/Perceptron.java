package dev.gradlane.examples.learning;

import static dev.gradlane.Ops.relu;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Digits;
import java.io.PrintStream;

/// A network with a hidden layer that reads handwritten digits.
public final class Perceptron {
    private static final int HIDDEN = 256;

    private Perceptron() {}

    public record Weights(Dense hidden, Dense last) {}

    public static Classifier<Weights> network() {
        return new Classifier<>(
                random -> new Weights(
                        Dense.random(random.stream(0), HIDDEN, Digits.PIXELS),
                        Dense.random(random.stream(1), Digits.CLASSES, HIDDEN)),
                Perceptron::logits);
    }

    private static Tensor logits(Weights weights, Tensor pixels) {
        return weights.last().apply(relu(weights.hidden().apply(pixels)));
    }

    /// @param epochs how often each image is seen
    public static void run(Engine engine, int epochs, PrintStream out) {
        network().train(engine, Digits.load(), epochs, out);
    }
}
