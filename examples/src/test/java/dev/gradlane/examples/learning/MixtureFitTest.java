package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.learning.MixtureFit.Mixture;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.Minimum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Against expectation maximisation in plain Java, and against the identities that tie it to the gradient.
class MixtureFitTest {
    private static final Engine ENGINE = Engine.open("cpu");
    private static final Tensor POINTS = BreastCancer.load().features();
    private static final double[] X = POINTS.toDoubles();
    private static final int D = BreastCancer.FEATURES;
    private static final int K = MixtureFit.CLUSTERS;
    private static final int N = X.length / D;

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    /// A mixture in plain numbers.
    private record Plain(double[] weight, double[][] mean, double[][] variance) {
        static Plain of(Mixture mixture) {
            double[] logits = mixture.logits().toDoubles();
            double[] means = mixture.means().toDoubles();
            double[] logDeviations = mixture.logDeviations().toDoubles();
            Plain plain = new Plain(new double[K], new double[K][D], new double[K][D]);
            double total = 0;
            for (double logit : logits) {
                total += Math.exp(logit);
            }
            for (int k = 0; k < K; k++) {
                plain.weight[k] = Math.exp(logits[k]) / total;
                for (int d = 0; d < D; d++) {
                    plain.mean[k][d] = means[k * D + d];
                    plain.variance[k][d] = Math.exp(2 * logDeviations[k * D + d]);
                }
            }
            return plain;
        }

        /// Weight times density.
        double density(int k, int row) {
            double log = Math.log(weight[k]);
            for (int d = 0; d < D; d++) {
                double distance = X[row * D + d] - mean[k][d];
                log -= (distance * distance / variance[k][d] + Math.log(2 * Math.PI * variance[k][d])) / 2;
            }
            return Math.exp(log);
        }

        double meanLogDensity() {
            double sum = 0;
            for (int row = 0; row < N; row++) {
                double density = 0;
                for (int k = 0; k < K; k++) {
                    density += density(k, row);
                }
                sum += Math.log(density);
            }
            return sum / N;
        }

        double share(int k, int row) {
            double all = 0;
            for (int j = 0; j < K; j++) {
                all += density(j, row);
            }
            return density(k, row) / all;
        }

        /// Two passes: first the means, then the variances about them.
        Plain step() {
            Plain next = new Plain(new double[K], new double[K][D], new double[K][D]);
            for (int k = 0; k < K; k++) {
                double count = 0;
                for (int row = 0; row < N; row++) {
                    count += share(k, row);
                }
                next.weight[k] = count / N;
                for (int row = 0; row < N; row++) {
                    for (int d = 0; d < D; d++) {
                        next.mean[k][d] += share(k, row) * X[row * D + d] / count;
                    }
                }
                for (int row = 0; row < N; row++) {
                    for (int d = 0; d < D; d++) {
                        double distance = X[row * D + d] - next.mean[k][d];
                        next.variance[k][d] += share(k, row) * distance * distance / count;
                    }
                }
            }
            return next;
        }
    }

    @Test
    void stepsAreThoseOfPlainJavaAndNeverLoseDensity() {
        try (var step = ENGINE.compile(MixtureFit.step());
                var loss = ENGINE.compile(MixtureFit.loss().batched(Fit::data).mean())) {
            Fit<Mixture, Tensor> fit = MixtureFit.start(POINTS);
            double before = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 4; i++) {
                Plain here = Plain.of(fit.model());
                double density = -loss.run(fit).item();
                assertEquals(here.meanLogDensity(), density, 1e-12 * Math.abs(density));
                assertTrue(density > before, "step " + i);
                before = density;
                fit = new Fit<>(step.run(fit), POINTS);
                assertSame(here.step(), Plain.of(fit.model()), 1e-12);
            }
        }
    }

    private static void assertSame(Plain expected, Plain actual, double tolerance) {
        for (int k = 0; k < K; k++) {
            assertEquals(expected.weight[k], actual.weight[k], tolerance);
            for (int d = 0; d < D; d++) {
                assertEquals(expected.mean[k][d], actual.mean[k][d], tolerance);
                double variance = expected.variance[k][d];
                assertEquals(variance, actual.variance[k][d], tolerance * variance);
            }
        }
    }

    /// A step moves each mean along the gradient, times its variance over the points it has: Xu and Jordan, "On
    /// convergence
    /// properties of the EM algorithm for Gaussian mixtures", 1996.
    @Test
    void aStepIsAStepAlongTheGradient() {
        try (var step = ENGINE.compile(MixtureFit.step());
                var gradient = ENGINE.compile(
                        MixtureFit.loss().batched(Fit::data).sum().gradient(Fit::model))) {
            Fit<Mixture, Tensor> fit = new Fit<>(step.run(MixtureFit.start(POINTS)), POINTS);
            Plain here = Plain.of(fit.model());
            Plain next = Plain.of(step.run(fit));
            double[] slope = gradient.run(fit).means().toDoubles();
            for (int k = 0; k < K; k++) {
                double count = next.weight[k] * N;
                for (int d = 0; d < D; d++) {
                    double moved = next.mean[k][d] - here.mean[k][d];
                    assertEquals(-here.variance[k][d] / count * slope[k * D + d], moved, 1e-12);
                }
            }
        }
    }

    @Test
    void descentEndsWhereExpectationMaximisationStands() {
        Fit<Mixture, Tensor> start = MixtureFit.start(POINTS);
        Minimum<Mixture> minimum = MixtureFit.descend(ENGINE, start, 200);
        assertEquals(Minimum.End.STEEPNESS_REACHED, minimum.end());
        Plain here = Plain.of(minimum.at());
        assertSame(here, here.step(), 1e-8);
    }
}
