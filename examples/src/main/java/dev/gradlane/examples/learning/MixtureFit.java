package dev.gradlane.examples.learning;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.square;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression.Sample;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.LBfgs;
import dev.gradlane.examples.optimise.Minimum;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/// Two clusters of normal distributions in tumours whose diagnosis is not told, by expectation maximisation and by
/// gradients.
///
/// How much a point belongs to each cluster is a derivative: of the logarithm of its density, log Σₖ exp(scoreₖ), by
/// the
/// scores. With it a step of expectation maximisation is a few sums over the points (Dempster, Laird and Rubin, 1977).
public final class MixtureFit {
    public static final int CLUSTERS = 2;
    private static final int FEATURES = BreastCancer.FEATURES;

    private MixtureFit() {}

    /// @param logits `f64[clusters]`, of the weights
    /// @param means `f64[clusters, features]`
    /// @param logDeviations `f64[clusters, features]`, of independent features
    public record Mixture(Tensor logits, Tensor means, Tensor logDeviations) {}

    private static final Fit<Mixture, Tensor> TYPES =
            new Fit<>(new Mixture(f64(CLUSTERS), f64(CLUSTERS, FEATURES), f64(CLUSTERS, FEATURES)), f64(FEATURES));

    /// log weight + log density of a point in each cluster: `f64[clusters]`.
    private static Tensor scores(Mixture mixture, Tensor point) {
        Tensor z = point.minus(mixture.means()).div(exp(mixture.logDeviations()));
        Tensor densities = square(z).div(-2).minus(mixture.logDeviations()).sum(1);
        return mixture.logits()
                .minus(logSumExp(mixture.logits()))
                .plus(densities)
                .minus(FEATURES * StrictMath.log(2 * Math.PI) / 2);
    }

    /// −log density of one point.
    public static Fn<Fit<Mixture, Tensor>, Tensor> loss() {
        return Fn.trace(
                "loss", TYPES, fit -> logSumExp(scores(fit.model(), fit.data())).unaryMinus());
    }

    /// How much a point belongs to each cluster: `f64[clusters]`, of sum 1.
    public static Fn<Fit<Mixture, Tensor>, Tensor> share() {
        Fn<Tensor, Tensor> shares = Fn.trace("logDensity", f64(CLUSTERS), scores -> logSumExp(scores))
                .gradient();
        return Fn.trace("share", TYPES, fit -> shares.apply(scores(fit.model(), fit.data())));
    }

    /// What a step needs to know of the points.
    ///
    /// @param count `f64[clusters, 1]`, Σ of the shares
    /// @param sum `f64[clusters, features]`, Σ of share·point
    /// @param squares `f64[clusters, features]`, Σ of share·(point − mean)², with the mean before the step
    private record Moments(Tensor count, Tensor sum, Tensor squares) {}

    private static Fn<Fit<Mixture, Tensor>, Moments> moments() {
        var share = share();
        return Fn.trace("moments", TYPES, fit -> {
            Tensor shares = share.apply(fit).reshape(CLUSTERS, 1);
            Tensor distance = fit.data().minus(fit.model().means());
            return new Moments(shares, shares.times(fit.data()), shares.times(square(distance)));
        });
    }

    /// A step of expectation maximisation.
    public static Fn<Fit<Mixture, Tensor>, Mixture> step() {
        var sums = moments().batched(Fit::data).sum();
        return Fn.trace("step", sums.prototype(), fit -> {
            Moments m = sums.apply(fit);
            Tensor means = m.sum().div(m.count());
            Tensor shift = means.minus(fit.model().means());
            Tensor variances = m.squares().div(m.count()).minus(square(shift));
            return new Mixture(
                    log(m.count()).reshape(CLUSTERS), means, log(variances).div(2));
        });
    }

    /// The minimum of the mean loss near a start, by descent.
    public static Minimum<Mixture> descend(Engine engine, Fit<Mixture, Tensor> start, int steps) {
        return new LBfgs<Mixture>(5).minimise(engine, loss().batched(Fit::data).mean(), start, 1e-10, steps);
    }

    /// Clusters of deviation 1 about the first and the last point.
    public static Fit<Mixture, Tensor> start(Tensor points) {
        double[] all = points.toDoubles();
        double[] means = Arrays.copyOf(all, CLUSTERS * FEATURES);
        System.arraycopy(all, all.length - FEATURES, means, FEATURES, FEATURES);
        Mixture mixture = new Mixture(
                Tensor.zeros(TYPES.model().logits().type()),
                Tensor.of(means, CLUSTERS, FEATURES),
                Tensor.zeros(TYPES.model().logDeviations().type()));
        return new Fit<>(mixture, points);
    }

    /// @param steps of expectation maximisation; descent begins at the same start and takes what it needs
    public static void run(Engine engine, int steps, PrintStream out) {
        Sample samples = BreastCancer.load();
        Fit<Mixture, Tensor> fit = start(samples.features());
        try (var step = engine.compile(step());
                var loss = engine.compile(loss().batched(Fit::data).mean());
                var share = engine.compile(share().batched(Fit::data))) {
            for (int i = 0; i < steps; i++) {
                if (i % 10 == 0) {
                    double mean = -loss.run(fit).item();
                    out.printf(Locale.ROOT, "step %3d: mean log density %.10f%n", i, mean);
                }
                fit = new Fit<>(step.run(fit), fit.data());
            }
            Minimum<Mixture> minimum = descend(engine, start(samples.features()), 500);
            out.printf(
                    Locale.ROOT,
                    "%d steps of descent: mean log density %.10f, |g| = %.1e%n",
                    minimum.steps(),
                    -minimum.value(),
                    minimum.steepness());
            double[] shares = share.run(new Fit<>(minimum.at(), fit.data())).toDoubles();
            double[] benign = samples.label().toDoubles();
            long told = IntStream.range(0, benign.length)
                    .filter(i -> shares[CLUSTERS * i + 1] > 0.5 == benign[i] > 0.5)
                    .count();
            out.printf(Locale.ROOT, "%d of %d diagnoses told by the cluster%n", told, benign.length);
        }
    }
}
