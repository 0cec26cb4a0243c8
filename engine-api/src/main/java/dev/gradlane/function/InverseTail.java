package dev.gradlane.function;

import dev.gradlane.graph.Expr;

/// The inverse of a Gaussian integral by two pieces, each with its polynomial.
///
/// - Middle: factor·g(w), w = −ln(1 − x²) ≥ 0 up to 4.86, where g(w) = erf⁻¹(x)/x has its nearest
///   singularity at w = ±2πi; the first coefficient in two words, the rounding of g carried.
/// - Tail: s − R(t), s = √(−κ·ln(1 − |x|)) ≥ 2.354·√κ, t = (s − a)/(s + a), with κ = 1 for erf⁻¹
///   and 2 for the normal distribution; R is small, so what counts are the roundings of s and of
///   the difference.
///
/// Source: derived; the variable w as Giles, *Approximating the erfinv function*, GPU Computing
/// Gems 2, 2011; the variable s as Wichura, *Algorithm AS 241*, Applied Statistics 37, 1988.
///
/// @param first g(0)
/// @param firstRest what its rounding left
/// @param middle g(w) − g(0) over w in w
/// @param center a
/// @param tail R in t
record InverseTail(double first, double firstRest, double[] middle, double center, double... tail) {

    /// factor · g(w).
    ///
    /// @param minusW −w, in words of any size
    Expr middle(Expr factor, DoubleWord minusW) {
        Expr w = minusW.value().neg();
        Expr wRest = minusW.hi().add(w).add(minusW.lo()).neg();
        Expr slope = Polynomial.horner(w, middle);
        Expr g = w.fma(slope, first);
        Expr rest = w.fma(slope, w.constant(first).sub(g)).add(firstRest);
        Expr product = factor.mul(g);
        Expr productRest = factor.fma(g, product.neg());
        return product.add(factor.fma(slope.fma(wRest, rest), productRest));
    }

    /// s − R, s = √(κ·m).
    ///
    /// @param minusM −κ·m, in words of any size
    Expr tail(DoubleWord minusM) {
        Expr m = minusM.value().neg();
        Expr mRest = minusM.hi().add(m).add(minusM.lo()).neg();
        Expr s = m.sqrt();
        Expr rest = s.neg().fma(s, m).add(mRest).mul(0.5).div(s);
        Expr t = s.sub(center).div(s.add(center));
        return s.sub(Polynomial.horner(t, tail).sub(rest));
    }

    /// factor · numerator / divisor, for derivatives.
    static Expr quotient(double factor, double factorRest, DoubleWord numerator, DoubleWord divisor) {
        Expr high = numerator.hi().mul(factor);
        Expr product = numerator.hi().fma(factor, high.neg());
        Expr low = numerator.lo().fma(factor, numerator.hi().fma(factorRest, product));
        Expr quotient = high.div(divisor.hi());
        Expr minus = quotient.neg();
        Expr remainder = minus.fma(divisor.lo(), minus.fma(divisor.hi(), high).add(low));
        Expr value = remainder.div(divisor.hi()).add(quotient);
        return quotient.lt(Double.POSITIVE_INFINITY).select(value, quotient);
    }
}
