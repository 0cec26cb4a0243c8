package dev.gradlane.examples;

import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.softplus;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// Logistic regression: the loss of one sample, batched over a data set by its callers.
public final class LogisticRegression {
    private LogisticRegression() {}

    /// @param weights `f64[features]`
    /// @param bias `f64[]`
    public record Model(Tensor weights, Tensor bias) {}

    /// @param features `f64[features]`
    /// @param label `f64[]`, 0 or 1
    public record Sample(Tensor features, Tensor label) {}

    /// A model and a sample.
    public record In(Model model, Sample sample) {}

    /// −log p(label) = softplus(s) − label·s for the score s = weights·features + bias.
    public static Fn<In, Tensor> loss(int features) {
        In spec = new In(new Model(f64(features), f64()), new Sample(f64(features), f64()));
        return Fn.trace("logisticLoss", spec, in -> {
            Tensor score = dot(in.model().weights(), in.sample().features())
                    .plus(in.model().bias());
            return softplus(score).minus(in.sample().label().times(score));
        });
    }

    /// The mean loss over a batch with its gradient for the model.
    public static Fn<In, dev.gradlane.ValueAndGradient<Tensor, Model>> training(int features) {
        return loss(features).batched(In::sample).mean().valueAndGradient(In::model);
    }
}
