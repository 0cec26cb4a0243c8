package dev.gradlane.examples.finance;

import static dev.gradlane.Matrices.solve;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.where;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.finance.HestonFormula.Call;
import dev.gradlane.examples.finance.HestonFormula.Model;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.Locale;
import java.util.SplittableRandom;

/// Fits Heston's model to quoted calls by the method of Levenberg and Marquardt on the Jacobian of all prices.
public final class HestonCalibration {
    private static final int MOST_STEPS = 100;
    private static final double MOST_DAMPING = 1e3;

    private HestonCalibration() {}

    /// Calls with their prices; the calls' columns have a number per quote, spot and rate are shared.
    public record Quotes(Call calls, Tensor prices) {}

    /// A step's input.
    ///
    /// @param parameters f64[5], any numbers: logarithms of what is positive, the inverse hyperbolic tangent of the
    ///     correlation
    /// @param damping λ
    record In(Tensor parameters, Tensor damping, Quotes quotes) {}

    /// The sum of squared errors at some parameters, and those to try next.
    record Step(Tensor errors, Tensor next) {}

    /// The model of unconstrained parameters.
    static Model model(Tensor p) {
        Tensor positive = exp(p);
        return new Model(positive.get(0), positive.get(1), positive.get(2), positive.get(3), tanh(p.get(4)));
    }

    private static In spec(int quotes) {
        Call calls = new Call(f64(), f64(quotes), f64(), f64(quotes));
        return new In(f64(5), f64(), new Quotes(calls, f64(quotes)));
    }

    /// Prices of the model less the quotes, f64[quotes].
    static Fn<In, Tensor> residuals(int quotes) {
        var prices = HestonFormula.price()
                .batched(in -> in.call().strike(), in -> in.call().expiry());
        return Fn.trace(
                "residuals",
                spec(quotes),
                in -> prices.apply(new HestonFormula.In(
                                model(in.parameters()), in.quotes().calls()))
                        .minus(in.quotes().prices()));
    }

    /// (JᵀJ + λ·diag JᵀJ)·δ = −Jᵀr.
    static Fn<In, Step> step(int quotes) {
        Fn<In, Tensor> residuals = residuals(quotes);
        Fn<In, Tensor> jacobian = residuals.jacobianForward(In::parameters);
        return Fn.trace("step", spec(quotes), in -> {
            Tensor r = residuals.apply(in);
            Tensor j = jacobian.apply(in);
            Tensor normal = j.transpose().matmul(j);
            Tensor row = iota(DType.I32, 5);
            Tensor diagonal = row.reshape(5, 1).eq(row);
            Tensor damped = where(diagonal, normal.times(in.damping().plus(1)), normal);
            Tensor delta = solve(damped, j.transpose().matmul(r));
            return new Step(r.matmul(r), in.parameters().minus(delta));
        });
    }

    /// The parameters that fit best, the sum of squared errors there and the steps taken.
    public record Fit(Tensor parameters, double errors, int steps) {}

    /// Steps from a start until none makes the errors smaller: one that does not is tried again with more damping.
    public static Fit fit(Engine engine, Quotes quotes, Tensor start) {
        int count = Math.toIntExact(quotes.prices().shape().size());
        try (var step = engine.compile(step(count))) {
            Tensor parameters = start;
            double damping = 1e-3;
            Step here = step.run(new In(parameters, Tensor.of(damping), quotes));
            for (int steps = 1; steps < MOST_STEPS; steps++) {
                Step there = step.run(new In(here.next(), Tensor.of(damping / 10), quotes));
                if (there.errors().item() < here.errors().item()) {
                    parameters = here.next();
                    here = there;
                    damping /= 10;
                } else if (damping > MOST_DAMPING) {
                    return new Fit(parameters, here.errors().item(), steps);
                } else {
                    damping *= 10;
                    here = step.run(new In(parameters, Tensor.of(damping), quotes));
                }
            }
            throw new ArithmeticException("no convergence in " + MOST_STEPS + " steps");
        }
    }

    /// Unconstrained parameters of a model.
    static Tensor parameters(double variance, double reversion, double longRun, double volOfVol, double correlation) {
        double angle = 0.5 * (StrictMath.log1p(correlation) - StrictMath.log1p(-correlation));
        return Tensor.of(new double[] {
            StrictMath.log(variance),
            StrictMath.log(reversion),
            StrictMath.log(longRun),
            StrictMath.log(volOfVol),
            angle
        });
    }

    /// Calls between 80 and 120 on 100, expiring in 0.1 to 2 years, with their prices in the model of these
    /// parameters.
    static Quotes quotes(Engine engine, int quotes, Tensor parameters) {
        var random = new SplittableRandom(42);
        Call calls = new Call(
                Tensor.of(100.0),
                Tensor.of(random.doubles(quotes, 80, 120).toArray()),
                Tensor.of(0.03),
                Tensor.of(random.doubles(quotes, 0.1, 2).toArray()));
        try (var prices = engine.compile(residuals(quotes))) {
            Quotes free = new Quotes(calls, Tensor.of(new double[quotes]));
            return new Quotes(calls, prices.run(new In(parameters, Tensor.of(0.0), free)));
        }
    }

    /// Prints what is fitted to the prices of a known model, starting from another.
    public static void run(Engine engine, int quotes, PrintStream out) {
        Tensor exact = parameters(0.04, 1.5, 0.06, 0.5, -0.6);
        Fit fit = fit(engine, quotes(engine, quotes, exact), parameters(0.09, 1, 0.04, 0.3, 0));
        double[] fitted = fit.parameters().toDoubles();
        double[] wanted = exact.toDoubles();
        double distance = 0;
        for (int i = 0; i < wanted.length; i++) {
            distance = Math.max(distance, Math.abs(fitted[i] - wanted[i]));
        }
        out.printf(
                Locale.ROOT,
                "%d steps, sum of squared errors %.1e, largest error of log parameters %.1e%n",
                fit.steps(),
                fit.errors(),
                distance);
    }
}
