package dev.gradlane.examples.learning;

import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.square;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression;
import dev.gradlane.examples.LogisticRegression.In;
import dev.gradlane.examples.LogisticRegression.Model;
import dev.gradlane.examples.LogisticRegression.Sample;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.Minimum;
import dev.gradlane.examples.optimise.NewtonCg;
import java.io.PrintStream;
import java.util.Locale;

/// Logistic regression to the last digit: Newton's method with products of the Hessian, which is never formed.
public final class LogisticFit {
    private static final int FEATURES = BreastCancer.FEATURES;

    /// The penalty's weight against one sample's loss. Without it there is no minimum: weights that tell all samples
    /// apart get better the larger they are.
    public static final double PENALTY = 1.0 / 569;

    private LogisticFit() {}

    /// The mean loss of all samples and ½·λ·|w|².
    public static Fn<Fit<Model, Sample>, Tensor> objective() {
        Fn<In, Tensor> loss =
                LogisticRegression.loss(FEATURES).batched(In::sample).mean();
        var types = new Fit<>(loss.prototype().model(), loss.prototype().sample());
        return Fn.trace("objective", types, fit -> {
            Tensor penalty = square(fit.model().weights()).sum().times(PENALTY / 2);
            return loss.apply(new In(fit.model(), fit.data())).plus(penalty);
        });
    }

    /// The minimum, from weights of zero, in at most so many steps.
    public static Minimum<Model> fit(Engine engine, Sample samples, int steps) {
        Model start = new Model(Tensor.zeros(f64(FEATURES).type()), Tensor.of(0.0));
        return new NewtonCg<Model>(100).minimise(engine, objective(), new Fit<>(start, samples), 1e-12, steps);
    }

    /// 1 for a sample on its side of the plane, else 0.
    public static Fn<In, Tensor> isRight() {
        return Fn.trace("isRight", LogisticRegression.loss(FEATURES).prototype(), in -> {
            Tensor score = dot(in.model().weights(), in.sample().features())
                    .plus(in.model().bias());
            return score.times(in.sample().label().minus(0.5)).gt(0).to(F64);
        });
    }

    /// @param steps at most so many of Newton
    public static void run(Engine engine, int steps, PrintStream out) {
        Sample samples = BreastCancer.load();
        Minimum<Model> minimum = fit(engine, samples, steps);
        out.printf(
                Locale.ROOT,
                "objective %.15f, |g| = %.1e after %d steps of Newton%n",
                minimum.value(),
                minimum.steepness(),
                minimum.steps());
        try (var right = engine.compile(isRight().batched(In::sample).sum())) {
            double count = right.run(new In(minimum.at(), samples)).item();
            out.printf(
                    Locale.ROOT,
                    "%.0f of %d samples on their side%n",
                    count,
                    samples.label().shape().size());
        }
    }
}
