package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.Arrays;

/// The upper tail e^(−s·a²)·G(a), a = |x|: erfc with s = 1, the normal distribution with s = ½ (so that
/// no x/√2 is ever rounded).
///
/// (a + K)·G(a) is smooth in t = (a − K)/(a + K) = 1 − v with v = 2K/(a + K), so G is v·P(t), P a
/// polynomial. The low word of a², the rounding of a + K and of v, and the low words of P's last two
/// steps are carried; the rounding of v acts on the whole tail by the factor 1 + slope·v, an
/// approximation of −(a + K)·G'/G.
///
/// Source: Shepherd and Laframboise, *Chebyshev approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞*,
/// Math. Comp. 36, 1981; the factor a + K in place of 1 + 2a and the corrections derived.
///
/// @param scale s
/// @param limit beyond this |x| the tail is +0
/// @param k K, a number of few bits, so that a + K − K is exact
/// @param slope see above
/// @param polynomial P
record GaussianTail(double scale, double limit, double k, double slope, double... polynomial) {

    Expr of(Expr x) {
        Unscaled tail = unscaled(x);
        return tail.e().scale(tail.value());
    }

    /// |x| · tail, rounded once before it is scaled.
    Expr timesAbs(Expr x) {
        Unscaled tail = unscaled(x);
        Expr low = tail.g().fma(tail.e().hi(), tail.value().neg()).add(tail.small());
        return tail.e().scale(tail.a().fma(tail.value(), tail.a().mul(low)));
    }

    /// @param a |x|, clamped
    /// @param e the exponential whose power of two `value` lacks
    /// @param g the high word of G
    /// @param small the product's terms besides g·e
    /// @param value g·e + small
    private record Unscaled(Expr a, ReducedExp e, Expr g, Expr small, Expr value) {}

    private Unscaled unscaled(Expr x) {
        Expr a = x.abs().min(limit);
        ReducedExp e = expOfSquare(a, scale);
        DoubleWord scaled = words(a);
        Expr g = scaled.hi();
        Expr small = g.fma(e.lo(), scaled.lo().mul(e.hi()));
        return new Unscaled(a, e, g, small, g.fma(e.hi(), small));
    }

    /// G(|x|) itself, the tail without its exponential; beyond the limit G there. Not normalised, |lo| ≤ 2 ulp(hi).
    DoubleWord scaled(Expr x) {
        return words(x.abs().min(limit));
    }

    private DoubleWord words(Expr a) {
        Expr sum = a.add(k);
        Expr sumLow = a.sub(sum.sub(k));
        Expr v = a.constant(2 * k).div(sum);
        Expr minus = v.neg();
        Expr remainder = minus.fma(sumLow, minus.fma(sum, a.constant(2 * k)));
        Expr t = a.constant(1).sub(v);
        Expr inner = Polynomial.horner(t, Arrays.copyOfRange(polynomial, 2, polynomial.length));
        Expr middle = t.fma(inner, polynomial[1]);
        Expr middleLow = t.fma(inner, a.constant(polynomial[1]).sub(middle));
        Expr p = t.fma(middle, polynomial[0]);
        Expr pLow = t.fma(middleLow, t.fma(middle, a.constant(polynomial[0]).sub(p)));
        Expr g = p.mul(v);
        Expr gLow = pLow.fma(v, p.fma(v, g.neg()));
        Expr elasticity = v.fma(slope / (2 * k), 1 / (2 * k));
        Expr corrected = g.mul(remainder).fma(elasticity, gLow);
        return new DoubleWord(g, corrected);
    }

    /// factor · e^(−scale·x²).
    static Expr density(Expr x, double scale, double limitF32, double limitF64, Factor factor) {
        boolean f32 = x.dtype() == DType.F32;
        ReducedExp e = expOfSquare(x.abs().min(f32 ? limitF32 : limitF64), scale);
        double high = f32 ? factor.f32() : factor.f64();
        double low = f32 ? factor.f32Rest() : factor.f64Rest();
        return e.scale(e.hi().fma(high, e.hi().fma(low, e.lo().mul(high))));
    }

    /// x within ±64, where all densities are 0: so x·density(x) is 0 at ±∞ and not NaN.
    static Expr finite(Expr x) {
        return x.max(-64).min(64);
    }

    private static ReducedExp expOfSquare(Expr a, double scale) {
        Expr square = a.mul(a);
        Expr squareLow = a.fma(a, square.neg());
        return ReducedExp.of(square.mul(-scale), squareLow.mul(-scale));
    }

    /// A constant in two words of each type.
    record Factor(double f32, double f32Rest, double f64, double f64Rest) {}
}
