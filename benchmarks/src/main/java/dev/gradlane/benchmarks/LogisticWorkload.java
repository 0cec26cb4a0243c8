package dev.gradlane.benchmarks;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression;
import dev.gradlane.examples.LogisticRegression.In;
import dev.gradlane.examples.LogisticRegression.Model;
import dev.gradlane.examples.LogisticRegression.Sample;
import java.util.List;
import java.util.Locale;

/// Mean loss and gradient of logistic regression on real data, checked against the gradient derived by hand:
/// Xᵀ(σ(s) − y)/n.
final class LogisticWorkload implements Workload {
    private final Sample data = BreastCancer.load();
    private final double[] weights = new double[BreastCancer.FEATURES];
    private final double bias = 0.25;

    LogisticWorkload() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 7 - 3) / 16.0;
        }
    }

    @Override
    public String name() {
        return "logistic regression";
    }

    @Override
    public String dtype() {
        return "f64";
    }

    @Override
    public int batch() {
        return (int) data.label().shape().size();
    }

    @Override
    public Session open(Engine engine) {
        var step = engine.compile(LogisticRegression.training(BreastCancer.FEATURES));
        In in = engine.upload(new In(new Model(Tensor.of(weights), Tensor.of(bias)), data));
        return new Session() {
            @Override
            public List<Tensor> run() {
                var r = step.run(in);
                return List.of(r.value(), r.gradient().weights(), r.gradient().bias());
            }

            @Override
            public void close() {
                step.close();
            }
        };
    }

    @Override
    public String verify(List<Tensor> results) {
        double[] x = data.features().toDoubles();
        double[] y = data.label().toDoubles();
        double[] expected = new double[weights.length + 1];
        for (int row = 0; row < y.length; row++) {
            double score = bias;
            for (int j = 0; j < weights.length; j++) {
                score += weights[j] * x[row * weights.length + j];
            }
            double residual = 1 / (1 + StrictMath.exp(-score)) - y[row];
            for (int j = 0; j < weights.length; j++) {
                expected[j] += residual * x[row * weights.length + j] / y.length;
            }
            expected[weights.length] += residual / y.length;
        }
        double[] gradient = results.get(1).toDoubles();
        double square = results.get(2).item() * results.get(2).item();
        for (int j = 0; j < weights.length; j++) {
            require(gradient[j], expected[j]);
            square += gradient[j] * gradient[j];
        }
        require(results.get(2).item(), expected[weights.length]);
        return String.format(
                Locale.ROOT,
                "breast_cancer.csv, %d rows: mean loss %.6f, %d gradients, |g| = %.6f",
                batch(),
                results.get(0).item(),
                expected.length,
                Math.sqrt(square));
    }

    private static void require(double actual, double expected) {
        if (!(Math.abs(actual - expected) <= 1e-13)) {
            throw new IllegalStateException("gradient " + actual + " should be " + expected + " by hand");
        }
    }
}
