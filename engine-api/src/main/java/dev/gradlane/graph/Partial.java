package dev.gradlane.graph;

import java.util.List;
import java.util.function.BiFunction;

/// The partial derivative of an elementwise function as a linear action `t ↦ (∂y/∂xᵢ)·t`. The action is its own
/// transpose (elementwise), so forward and reverse mode share it. Zeros and ones never multiply: 0·∞ would be NaN
/// where the derivative is 0.
///
/// Between f32 and f64 an action may return `t`'s type; the caller converts to the type that it needs.
@FunctionalInterface
public interface Partial {
    /// @param x operands of the function
    /// @param y its result
    /// @param t what the derivative acts on: a tangent or a cotangent
    Expr apply(List<Expr> x, Expr y, Expr t);

    /// The structural zero: compare with `==` before applying.
    Partial ZERO = (x, y, t) -> {
        throw new IllegalStateException("a structural zero is never applied");
    };

    /// The factor 1.
    Partial ONE = (x, y, t) -> t;

    /// The factor −1.
    Partial MINUS_ONE = (x, y, t) -> t.neg();

    /// Multiplication by a factor computed from operands and result.
    static Partial factor(BiFunction<List<Expr>, Expr, Expr> factor) {
        return (x, y, t) -> t.mul(factor.apply(x, y));
    }
}
