package dev.gradlane.graph;

import java.util.List;

/// Derivatives at points where a function has none, by the conventions of DESIGN §3.9: they act by `select`.
final class Kinks {
    private Kinks() {}

    /// abs: t where x > 0, −t where x < 0, 0 at 0; NaN passes t on.
    static Expr abs(List<Expr> x, Expr y, Expr t) {
        Expr a = x.getFirst();
        Expr zero = a.constant(0);
        return a.eq(zero).select(t.constant(0), a.lt(zero).select(t.neg(), t));
    }

    /// The share of operand `a` in `min(a, b)`: all where a < b, half at a tie, none where a > b; NaN passes t on.
    static Expr least(Expr a, Expr b, Expr t) {
        return a.gt(b).select(t.constant(0), a.eq(b).select(t.mul(0.5), t));
    }

    /// The share of operand `a` in `max(a, b)`.
    static Expr greatest(Expr a, Expr b, Expr t) {
        return a.lt(b).select(t.constant(0), a.eq(b).select(t.mul(0.5), t));
    }
}
