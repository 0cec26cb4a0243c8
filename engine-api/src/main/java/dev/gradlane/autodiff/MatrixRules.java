package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import java.util.Optional;

/// Derivatives of factorisations and triangular systems, of matrices in the last two axes. Source: Murray,
/// *Differentiation of the Cholesky decomposition*, 2016, arXiv:1602.07527, section 3.1. What a kind does not read,
/// above
/// the diagonal, has the derivative 0.
final class MatrixRules {
    private MatrixRules() {}

    /// L̇ = L·Φ(L⁻¹·Ȧ·L⁻ᵀ), where Ȧ is the symmetric matrix with the tangent's lower triangle.
    static Expr choleskyTangent(Expr l, Expr da) {
        Expr lower = lower(da);
        Expr below = below(da);
        Expr half = l.triangularSolve(lower.add(below.transposed()), false);
        Expr whole = l.triangularSolve(half.transposed(), false);
        return l.times(phi(whole));
    }

    /// S = L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹; below the diagonal Ā is S + Sᵀ, because each element there stands for two.
    static Expr choleskyCotangent(Expr l, Expr lbar) {
        Expr half = l.triangularSolve(phi(l.transposed().times(lbar)), true);
        Expr s = l.triangularSolve(half.transposed(), true);
        Expr both = s.add(s.transposed());
        return s.belowDiagonal().select(both, s.diagonal().select(s, s.constant(0)));
    }

    /// Ẋ = L⁻¹·(Ḃ − L̇·X), with Lᵀ and L̇ᵀ if transposed.
    static Expr solveTangent(boolean transposed, Expr l, Expr x, Optional<Expr> dl, Optional<Expr> db) {
        Optional<Expr> moved = dl.map(MatrixRules::lower)
                .map(t -> transposed ? t.transposed() : t)
                .map(t -> t.times(x));
        Expr right = moved.map(m -> db.map(b -> b.sub(m)).orElseGet(m::neg)).orElseGet(db::orElseThrow);
        return l.triangularSolve(right, transposed);
    }

    /// L̄ = −B̄·Xᵀ, or −X·B̄ᵀ if transposed, on and below the diagonal.
    static Expr solverCotangent(boolean transposed, Expr x, Expr bbar) {
        return lower((transposed ? x.times(bbar.transposed()) : bbar.times(x.transposed())).neg());
    }

    /// The lower triangle with half of the diagonal.
    private static Expr phi(Expr x) {
        return x.belowDiagonal().select(x, x.diagonal().select(x.mul(0.5), x.constant(0)));
    }

    private static Expr lower(Expr x) {
        return x.belowDiagonal().or(x.diagonal()).select(x, x.constant(0));
    }

    private static Expr below(Expr x) {
        return x.belowDiagonal().select(x, x.constant(0));
    }
}
