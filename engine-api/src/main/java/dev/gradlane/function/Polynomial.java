package dev.gradlane.function;

import dev.gradlane.graph.Expr;

/// Polynomials by Horner's rule, one `fma` per degree: the fewest operations, which is what counts in
/// kernels whose many lanes hide the latency of the chain.
final class Polynomial {
    private Polynomial() {}

    /// Returns c₀ + x·(c₁ + x·(c₂ + …)), each coefficient rounded once to the type of `x`.
    ///
    /// @param x the argument
    /// @param ascending the coefficients c₀, c₁, …, at least one
    static Expr horner(Expr x, double... ascending) {
        Expr sum = x.constant(ascending[ascending.length - 1]);
        for (int i = ascending.length - 2; i >= 0; i--) {
            sum = sum.fma(x, ascending[i]);
        }
        return sum;
    }
}
