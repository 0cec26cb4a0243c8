package dev.gradlane.examples.learning;

import static dev.gradlane.Matrices.solve;
import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.square;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Diabetes;
import dev.gradlane.examples.Diabetes.Patient;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.LBfgs;
import dev.gradlane.examples.optimise.Minimum;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/// Least squares, by descent and by the normal equations. A model is a tensor of a weight for each feature and, last, a
/// constant.
public final class LeastSquares {
    private static final int FEATURES = Diabetes.FEATURES;

    private LeastSquares() {}

    /// The squared error of one patient's prediction.
    public static Fn<Fit<Tensor, Patient>, Tensor> squaredError() {
        var types = new Fit<>(f64(FEATURES + 1), new Patient(f64(FEATURES), f64()));
        return Fn.trace("squaredError", types, fit -> {
            Tensor weights = fit.model().slice(0, 0, FEATURES);
            Tensor prediction =
                    dot(weights, fit.data().features()).plus(fit.model().get(FEATURES));
            return square(prediction.minus(fit.data().progression()));
        });
    }

    /// The mean squared error of all patients.
    public static Fn<Fit<Tensor, Patient>, Tensor> loss() {
        return squaredError().batched(Fit::data).mean();
    }

    /// The minimum by descent, in at most so many steps.
    public static Minimum<Tensor> descend(Engine engine, Fit<Tensor, Patient> start, int steps) {
        return new LBfgs<Tensor>(20).minimise(engine, loss(), start, 1e-10, steps);
    }

    /// The minimum by one step of Newton, w − H⁻¹·g, which from anywhere leads to that of a quadratic function: H·v = g
    /// are the normal equations.
    public static Fn<Fit<Tensor, Patient>, Tensor> newton() {
        var gradient = loss().gradient(Fit::model);
        var hessian = loss().hessian(Fit::model);
        return Fn.trace(
                "newton", loss().prototype(), fit -> fit.model().minus(solve(hessian.apply(fit), gradient.apply(fit))));
    }

    /// Weights of zero and all patients.
    public static Fit<Tensor, Patient> start() {
        return new Fit<>(Tensor.zeros(f64(FEATURES + 1).type()), Diabetes.load());
    }

    /// @param steps at most so many of descent
    public static void run(Engine engine, int steps, PrintStream out) {
        Fit<Tensor, Patient> start = start();
        Minimum<Tensor> descended = descend(engine, start, steps);
        try (var newton = engine.compile(newton())) {
            double[] solved = newton.run(start).toDoubles();
            double[] weights = descended.at().toDoubles();
            double difference = 0;
            for (int i = 0; i < solved.length; i++) {
                difference = Math.max(difference, Math.abs(solved[i] - weights[i]));
            }
            out.println("weights " + Arrays.toString(solved));
            out.printf(
                    Locale.ROOT,
                    "mean squared error %.6f, |g| = %.1e after %d steps of descent%n",
                    descended.value(),
                    descended.steepness(),
                    descended.steps());
            out.printf(Locale.ROOT, "descent and Newton's step differ by %.1e%n", difference);
        }
    }
}
