package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stopGradient;

import dev.gradlane.Tensor;

/// Sensitivities of an expectation through the density of what is drawn instead of through the payoff.
///
/// ∂E\[f(X)\] = E\[f(X)·∂log p(X)\] for a fixed f: the payoff is not differentiated and may jump.
final class LikelihoodRatio {
    private LikelihoodRatio() {}

    /// A factor that is 1 and has the derivative of log p, p the density of a drawn number that is held fixed.
    static Tensor weight(Tensor logDensity) {
        return exp(logDensity.minus(stopGradient(logDensity)));
    }

    /// log p of a normal number, less a constant.
    static Tensor logNormalDensity(Tensor x, Tensor mean, Tensor deviation) {
        return square(x.minus(mean).div(deviation)).times(-0.5).minus(log(deviation));
    }
}
