package dev.gradlane.examples.learning;

import static dev.gradlane.Convolutions.conv2d;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Pooling.maxPool2d;
import static dev.gradlane.Sliding.SAME;

import dev.gradlane.Engine;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Digits;
import dev.gradlane.graph.DType;
import java.io.PrintStream;

/// A network that looks at a handwritten digit through windows of 3×3, twice.
public final class ConvolutionalNetwork {
    private static final int FIRST = 16;
    private static final int SECOND = 32;

    private ConvolutionalNetwork() {}

    /// @param kernel `f32[3, 3, channels in, channels out]`
    /// @param bias `f32[channels out]`
    public record Filters(Tensor kernel, Tensor bias) {
        static Filters random(Random random, int in, int out) {
            Tensor kernel = random.normal(DType.F32, 3, 3, in, out).times(Math.sqrt(2.0 / (9 * in)));
            return new Filters(kernel, Tensor.zeros(f32(out).type()));
        }

        /// `f32[height, width, channels in] → f32[height/2, width/2, channels out]`.
        Tensor apply(Tensor image) {
            return maxPool2d(relu(conv2d(image, kernel, SAME).plus(bias)), 2, 2);
        }
    }

    public record Weights(Filters first, Filters second, Dense last) {}

    public static Classifier<Weights> network() {
        return new Classifier<>(
                random -> new Weights(
                        Filters.random(random.stream(0), 1, FIRST),
                        Filters.random(random.stream(1), FIRST, SECOND),
                        Dense.random(random.stream(2), Digits.CLASSES, 4 * SECOND)),
                ConvolutionalNetwork::logits);
    }

    private static Tensor logits(Weights weights, Tensor pixels) {
        Tensor features = weights.second().apply(weights.first().apply(pixels.reshape(8, 8, 1)));
        return weights.last().apply(features.reshape(4 * SECOND));
    }

    /// @param epochs how often each image is seen
    public static void run(Engine engine, int epochs, PrintStream out) {
        network().train(engine, Digits.load(), epochs, out);
    }
}
