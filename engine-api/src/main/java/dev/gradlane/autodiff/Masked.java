package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A cotangent that is `value` where `kept` holds and 0 elsewhere, as the partials of `select`, `abs`, `max` make it.
///
/// The zero is kept apart from the actions that follow: each acts on `value`, and the mask goes around its result.
/// So the branch that `where` did not take never meets its own infinite partials, where 0·∞ would be NaN: the
/// gradient of `where(x > 0, log(x), 0)` at 0 is 0.
///
/// @param kept where the cotangent is not a zero by construction; empty: everywhere
record Masked(Optional<Expr> kept, Expr value) {
    static Masked of(Expr bar) {
        if (bar.node().op() instanceof Op.Map(ScalarOp op) && op == ScalarOp.SELECT) {
            List<Expr> x = bar.node().operands().stream()
                    .map(id -> new Expr(bar.builder(), id))
                    .toList();
            if (isZero(x.get(2))) {
                return new Masked(Optional.of(x.get(0)), x.get(1));
            }
            if (isZero(x.get(1))) {
                return new Masked(Optional.of(x.get(0).not()), x.get(2));
            }
        }
        return new Masked(Optional.empty(), bar);
    }

    /// This mask around `result`, which may have one of its own.
    Expr around(Expr result) {
        if (kept.isEmpty()) {
            return result;
        }
        Masked inner = of(result);
        Expr both = inner.kept.map(kept.get()::and).orElse(kept.get());
        return both.select(inner.value, result.constant(0));
    }

    /// The sum of two cotangents: one mask, if they have the same.
    static Expr sum(Expr a, Expr b) {
        Masked left = of(a);
        Masked right = of(b);
        return left.kept.isPresent() && left.kept.equals(right.kept)
                ? left.around(left.value.add(right.value))
                : a.add(b);
    }

    private static boolean isZero(Expr x) {
        OptionalLong bits = x.splat();
        return bits.isPresent() && bits.getAsLong() == 0;
    }
}
