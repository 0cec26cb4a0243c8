package dev.gradlane;

import java.util.List;

/// Forward mode as a pair of functions: `forward` computes the value and what the derivative needs of the point,
/// `push` is the linear map ẋ ↦ J·ẋ at that point, to be used any number of times. Its tangents have the bits of
/// [Fn#jvp].
public record Linearised<A, R, G>(Fn<A, Pullback.Forward<R>> forward, Fn<Linearised.Push<G>, R> push) {
    /// @param residuals of the forward call; leave them on the device
    /// @param along a direction, built like the inputs picked
    public record Push<G>(List<Tensor> residuals, G along) {}
}
