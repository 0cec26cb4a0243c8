package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Diabetes.Patient;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.Minimum;
import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/// Against the normal equations of the same numbers, solved to 60 digits.
class LeastSquaresTest {
    private static final MathContext DIGITS = new MathContext(60);

    @Test
    void descentAndNewtonFindTheSolutionOfTheNormalEquations() {
        Fit<Tensor, Patient> start = LeastSquares.start();
        double[] expected = solution(start.data());
        try (var engine = Engine.open("cpu");
                var newton = engine.compile(LeastSquares.newton())) {
            assertNear(expected, newton.run(start).toDoubles(), 1e-12);
            Minimum<Tensor> minimum = LeastSquares.descend(engine, start, 200);
            assertEquals(Minimum.End.STEEPNESS_REACHED, minimum.end());
            assertNear(expected, minimum.at().toDoubles(), 1e-10);
        }
    }

    /// @param tolerance of the largest weight
    private static void assertNear(double[] expected, double[] actual, double tolerance) {
        double largest = 0;
        for (double weight : expected) {
            largest = Math.max(largest, Math.abs(weight));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, "weight " + i);
        }
    }

    /// XᵀX·w = Xᵀy with a last column of ones, by elimination: the matrix is positive definite and needs no pivot.
    private static double[] solution(Patient patients) {
        double[] features = patients.features().toDoubles();
        double[] y = patients.progression().toDoubles();
        int n = features.length / y.length + 1;
        BigDecimal[][] m = new BigDecimal[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= n; j++) {
                m[i][j] = BigDecimal.ZERO;
                for (int row = 0; row < y.length; row++) {
                    double right = j == n ? y[row] : feature(features, n, row, j);
                    m[i][j] = m[i][j].add(
                            new BigDecimal(feature(features, n, row, i)).multiply(new BigDecimal(right)), DIGITS);
                }
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                BigDecimal factor = m[i][k].divide(m[k][k], DIGITS);
                for (int j = k; j <= n; j++) {
                    m[i][j] = m[i][j].subtract(factor.multiply(m[k][j], DIGITS), DIGITS);
                }
            }
        }
        double[] w = new double[n];
        BigDecimal[] exact = new BigDecimal[n];
        for (int i = n - 1; i >= 0; i--) {
            BigDecimal rest = m[i][n];
            for (int j = i + 1; j < n; j++) {
                rest = rest.subtract(m[i][j].multiply(exact[j], DIGITS), DIGITS);
            }
            exact[i] = rest.divide(m[i][i], DIGITS);
            w[i] = exact[i].doubleValue();
        }
        return w;
    }

    private static double feature(double[] features, int n, int row, int column) {
        return column == n - 1 ? 1 : features[row * (n - 1) + column];
    }
}
