package dev.gradlane.graph;

/// What autodiff does with an [Op.Call]. After autodiff has run, every call is inlined.
public sealed interface CallRule {
    /// Differentiates through the body.
    record Inline() implements CallRule {}

    /// Differentiates through the body, but reverse mode keeps only the operands and computes the body again behind
    /// a [Op.Barrier].
    record Checkpoint() implements CallRule {}

    /// Uses the given derivatives.
    ///
    /// @param jvp inputs: operands, then one tangent per operand; outputs: one tangent per result
    /// @param vjp inputs: operands, then one cotangent per result; outputs: one cotangent per operand
    record Derivative(Graph jvp, Graph vjp) implements CallRule {}
}
