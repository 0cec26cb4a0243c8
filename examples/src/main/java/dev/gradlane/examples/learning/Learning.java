package dev.gradlane.examples.learning;

import dev.gradlane.examples.Example;
import java.util.List;

/// The examples of this package by name.
public final class Learning {
    private Learning() {}

    /// All of them, in the order of reading.
    public static List<Example> examples() {
        return List.of(
                new Example(
                        "least-squares",
                        "least squares by L-BFGS and by the normal equations",
                        200,
                        "steps at most",
                        LeastSquares::run),
                new Example(
                        "logistic",
                        "logistic regression by Newton's method without a Hessian",
                        50,
                        "steps at most",
                        LogisticFit::run),
                new Example("perceptron", "a network that reads digits", 30, "epochs", Perceptron::run),
                new Example(
                        "convolution",
                        "a convolutional network that reads digits",
                        25,
                        "epochs",
                        ConvolutionalNetwork::run),
                new Example(
                        "private",
                        "gradients clipped one by one, and noise: private training",
                        50,
                        "steps",
                        PrivateTraining::run),
                new Example(
                        "mixture",
                        "two clusters by expectation maximisation and by gradients",
                        30,
                        "steps",
                        MixtureFit::run),
                new Example(
                        "characters", "a recurrent network that learns a sonnet", 200, "epochs", CharacterModel::run));
    }
}
