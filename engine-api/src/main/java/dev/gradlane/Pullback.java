package dev.gradlane;

import java.util.List;

/// Reverse mode as a pair of functions with an explicit cache: `forward` computes the value and the
/// residuals, which `backward` takes with a cotangent of the value and returns a cotangent of the inputs.
/// The value's bits are those of the function itself.
public record Pullback<A, R, G>(Fn<A, Forward<R>> forward, Fn<Backward<R>, G> backward) {
    /// @param residuals what the backward call needs; leave it on the device
    public record Forward<R>(R value, List<Tensor> residuals) {}

    /// What the backward function takes.
    ///
    /// @param residuals what the forward function kept
    /// @param cotangent shaped like the value
    public record Backward<R>(List<Tensor> residuals, R cotangent) {}
}
