package dev.gradlane;

import dev.gradlane.function.LossTerms;

/// Losses for static import, as functions of one sample: batch a function that ends in one and take its mean.
/// Prediction and target have one element type; targets may be differentiated too.
///
/// ```java
/// var loss = Fn.trace("loss", List.of(f32(10, 4), f32(4), f32(10)),
///         in -> softmaxCrossEntropy(in.get(0).matmul(in.get(1)), in.get(2)));
/// var step = loss.batched(in -> List.of(in.get(1), in.get(2))).mean().valueAndGradient(in -> in.get(0));
/// ```
public final class Losses {
    private Losses() {}

    /// Mean of (prediction − target)² over all elements of both: `[…], […] → []`. Gradient 2·(prediction −
    /// target)/n.
    public static Tensor meanSquaredError(Tensor prediction, Tensor target) {
        return Ops.square(prediction.minus(target)).mean();
    }

    /// Elementwise e²/2 for |e| ≤ δ, δ·(|e| − δ/2) beyond, e = prediction − target: `[…], […] → […]`. Gradient e
    /// within ±δ.
    ///
    /// @param delta δ > 0
    public static Tensor huber(Tensor prediction, Tensor target, double delta) {
        return huber(prediction, target, Ops.constant(prediction.dtype(), delta));
    }

    /// The same with a δ that is computed or learned.
    public static Tensor huber(Tensor prediction, Tensor target, Tensor delta) {
        return Ops.apply(LossTerms.HUBER, prediction.minus(target), delta);
    }

    /// Elementwise binary cross entropy −y·log σ(z) − (1 − y)·log σ(−z): `[…], […] → […]`. Gradient σ(z) − y, with
    /// all digits where a target of 1 or 0 is nearly met.
    ///
    /// @param logits z, before the sigmoid; ±∞ is a certain answer
    /// @param targets y in \[0, 1]
    public static Tensor sigmoidCrossEntropy(Tensor logits, Tensor targets) {
        return Ops.apply(LossTerms.SIGMOID_CROSS_ENTROPY, logits, targets);
    }

    /// Cross entropy −Σ yᵢ·log softmax(z)ᵢ along the last axis: `[…, C], […, C] → […]`. Gradient (Σ y)·softmax(z) −
    /// y.
    ///
    /// The logarithm is that of the sum after the greatest logit is subtracted; a class of target 0 costs nothing
    /// whatever its logit, so a logit of −∞ (a class ruled out) is well; +∞ gives NaN. The loss is accurate to the
    /// spacing of numbers near 1, not to its own where it is less.
    ///
    /// @param logits z, before the softmax
    /// @param targets y, one-hot or probabilities
    public static Tensor softmaxCrossEntropy(Tensor logits, Tensor targets) {
        Tensor greatest = Ops.stopGradient(Ops.finite(logits.max(-1)));
        Tensor shifted = logits.minus(Views.along(greatest, logits, -1));
        Tensor logOfSum = Ops.log(Ops.exp(shifted).sum(-1));
        Tensor cost = Views.along(logOfSum, logits, -1).minus(shifted);
        Tensor zero = Ops.constant(logits.dtype(), 0);
        return Ops.where(targets.eq(0), zero, targets.times(cost)).sum(-1);
    }
}
