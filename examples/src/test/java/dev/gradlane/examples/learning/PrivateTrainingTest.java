package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression.In;
import dev.gradlane.examples.LogisticRegression.Model;
import dev.gradlane.examples.LogisticRegression.Sample;
import dev.gradlane.examples.learning.PrivateTraining.Clipped;
import dev.gradlane.examples.learning.PrivateTraining.Step;
import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Gradients of every sample against a loop over single samples, to the bit, and against the formula.
class PrivateTrainingTest {
    private static final Engine ENGINE = Engine.open("cpu");
    private static final Sample SAMPLES = BreastCancer.load();
    private static final double[] FEATURES = SAMPLES.features().toDoubles();
    private static final double[] LABEL = SAMPLES.label().toDoubles();
    private static final int N = BreastCancer.FEATURES;
    private static final double[] WEIGHTS =
            new SplittableRandom(4).doubles(N, -1, 1).toArray();
    private static final Model MODEL = new Model(Tensor.of(WEIGHTS), Tensor.of(0.3));

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static double[] features(int row) {
        return Arrays.copyOfRange(FEATURES, row * N, (row + 1) * N);
    }

    @Test
    void aBatchHasTheBitsOfALoopOverSamplesAndTheNormsOfTheFormula() {
        try (var one = ENGINE.compile(PrivateTraining.clipped());
                var all = ENGINE.compile(PrivateTraining.clipped().batched(In::sample))) {
            Clipped batch = all.run(new In(MODEL, SAMPLES));
            double[] weights = batch.gradient().weights().toDoubles();
            double[] bias = batch.gradient().bias().toDoubles();
            double[] norms = batch.norm().toDoubles();
            int clipped = 0;
            for (int row = 0; row < LABEL.length; row++) {
                double[] x = features(row);
                Clipped single = one.run(new In(MODEL, new Sample(Tensor.of(x), Tensor.of(LABEL[row]))));
                assertArrayEquals(
                        single.gradient().weights().toDoubles(), Arrays.copyOfRange(weights, row * N, (row + 1) * N));
                assertEquals(single.gradient().bias().item(), bias[row]);
                assertEquals(single.norm().item(), norms[row]);

                double score = 0.3;
                double square = 1;
                for (int i = 0; i < N; i++) {
                    score += WEIGHTS[i] * x[i];
                    square += x[i] * x[i];
                }
                // of the score's derivative and (x, 1); exact where the label is nearly met
                double error = LABEL[row] > 0 ? -1 / (1 + Math.exp(score)) : 1 / (1 + Math.exp(-score));
                double norm = Math.abs(error) * Math.sqrt(square);
                assertEquals(norm, norms[row], 1e-13 * (1 + Math.abs(score)) * norm, "row " + row);
                assertEquals(error * Math.min(1, 1 / norm), bias[row], 1e-12 * Math.abs(error));
                clipped += norm > 1 ? 1 : 0;
            }
            assertTrue(clipped > 10 && clipped < LABEL.length - 10, "both kinds occur, clipped are " + clipped);
        }
    }

    /// With the noise taken out, a step goes against the mean of what the loop gives.
    @Test
    void aStepAddsNoiseOfItsOwnToTheSumOfClippedGradients() {
        try (var step = ENGINE.compile(PrivateTraining.step(SAMPLES));
                var all = ENGINE.compile(PrivateTraining.clipped().batched(In::sample))) {
            double[] bias = all.run(new In(MODEL, SAMPLES)).gradient().bias().toDoubles();
            double sum = Arrays.stream(bias).sum();
            int steps = 400;
            double mean = 0;
            double square = 0;
            for (int number = 0; number < steps; number++) {
                Tensor at = Tensor.scalar(DType.I64, number);
                Model next = step.run(new Step(MODEL, SAMPLES, at));
                double noise = (0.3 - next.bias().item()) * LABEL.length - sum;
                mean += noise / steps;
                square += noise * noise / steps;
            }
            // 4 standard errors of the mean and of the variance
            assertEquals(0, mean, 4 * 20 / Math.sqrt(steps));
            assertEquals(400, square, 4 * 400 * Math.sqrt(2.0 / steps));
        }
    }

    @Test
    void whatIsToldGrowsWithTheSteps() {
        // rho = 1/16: 0.0625 + 2·sqrt(0.0625·ln 100000)
        assertEquals(1.759035, PrivateTraining.epsilon(50), 1e-6);
    }
}
