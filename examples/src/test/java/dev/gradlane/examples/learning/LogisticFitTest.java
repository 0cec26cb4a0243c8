package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression.In;
import dev.gradlane.examples.LogisticRegression.Model;
import dev.gradlane.examples.LogisticRegression.Sample;
import dev.gradlane.examples.optimise.Minimum;
import org.junit.jupiter.api.Test;

/// Against Newton's method with a whole Hessian, in plain Java.
class LogisticFitTest {
    @Test
    void findsTheOptimumThatAnotherMethodFinds() {
        Sample samples = BreastCancer.load();
        try (var engine = Engine.open("cpu");
                var right = engine.compile(LogisticFit.isRight().batched(In::sample))) {
            Minimum<Model> minimum = LogisticFit.fit(engine, samples, 50);
            assertEquals(Minimum.End.STEEPNESS_REACHED, minimum.end());
            assertTrue(minimum.steepness() <= 1e-12, minimum.toString());

            double[] expected = newton(samples);
            double[] weights = minimum.at().weights().toDoubles();
            for (int i = 0; i < weights.length; i++) {
                assertEquals(expected[i], weights[i], 1e-9, "weight " + i);
            }
            double bias = minimum.at().bias().item();
            assertEquals(expected[weights.length], bias, 1e-9);

            double[] isRight = right.run(new In(minimum.at(), samples)).toDoubles();
            double[] features = samples.features().toDoubles();
            double[] label = samples.label().toDoubles();
            for (int row = 0; row < label.length; row++) {
                double score = score(expected, features, row);
                assertEquals((score > 0) == (label[row] == 1) ? 1 : 0, isRight[row]);
            }
        }
    }

    private static double score(double[] w, double[] features, int row) {
        int n = w.length - 1;
        double score = w[n];
        for (int i = 0; i < n; i++) {
            score += w[i] * features[row * n + i];
        }
        return score;
    }

    /// (Σ p(1−p)·xxᵀ/N + λ·I)·step = gradient, where the constant feature of the bias has no penalty.
    private static double[] newton(Sample samples) {
        double[] features = samples.features().toDoubles();
        double[] label = samples.label().toDoubles();
        int n = features.length / label.length;
        double[] w = new double[n + 1];
        for (int iteration = 0; iteration < 30; iteration++) {
            double[][] h = new double[n + 1][n + 2];
            for (int row = 0; row < label.length; row++) {
                double p = 1 / (1 + Math.exp(-score(w, features, row)));
                for (int i = 0; i <= n; i++) {
                    double xi = i == n ? 1 : features[row * n + i];
                    for (int j = 0; j <= n; j++) {
                        double xj = j == n ? 1 : features[row * n + j];
                        h[i][j] += p * (1 - p) * xi * xj / label.length;
                    }
                    h[i][n + 1] += (p - label[row]) * xi / label.length;
                }
            }
            for (int i = 0; i < n; i++) {
                h[i][i] += LogisticFit.PENALTY;
                h[i][n + 1] += LogisticFit.PENALTY * w[i];
            }
            double[] step = solved(h);
            for (int i = 0; i <= n; i++) {
                w[i] -= step[i];
            }
        }
        return w;
    }

    /// Of a positive definite matrix with its right side as last column.
    private static double[] solved(double[][] m) {
        int n = m.length;
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                double factor = m[i][k] / m[k][k];
                for (int j = k; j <= n; j++) {
                    m[i][j] -= factor * m[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double rest = m[i][n];
            for (int j = i + 1; j < n; j++) {
                rest -= m[i][j] * x[j];
            }
            x[i] = rest / m[i][i];
        }
        return x;
    }
}
