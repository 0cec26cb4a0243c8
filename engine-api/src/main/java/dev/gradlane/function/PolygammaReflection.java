package dev.gradlane.function;

import dev.gradlane.graph.Expr;

/// πⁿ⁺¹·Qₙ(cos πa)/sinⁿ⁺¹(πa), the n-th derivative of π·cot(πx) at −a up to its sign: what a
/// polygamma function of a negative number has beside that of a positive one. Q₀(c) = c, Qₙ₊₁ = (1
/// − c²)·Qₙ' + (n + 1)·c·Qₙ: integers, none negative, so nothing cancels.
///
/// a minus the nearest integer r is exact; both powers change sign together, or not at all, when r
/// takes the place of a. The sine is divided by π, so no power of π is rounded.
///
/// Source: derived by differentiating.
///
/// @param order n ≥ 1
record PolygammaReflection(int order) {

    /// Returns it for a > 0; at the poles +∞ for odd n, else NaN.
    Expr of(Expr a) {
        Expr fraction = a.sub(a.rint());
        DoubleWord sine = sineOverPi(fraction);
        Expr cosine = sineOverPi(a.constant(0.5).sub(fraction.abs())).value().mul(Math.PI);
        Expr reciprocal = a.constant(1).div(sine.hi());
        Expr rest = reciprocal.neg().fma(sine.lo(), reciprocal.neg().fma(sine.hi(), a.constant(1)));
        Expr power = Polygamma.power(reciprocal, order + 1);
        Expr polynomial = Polynomial.horner(cosine.mul(cosine), coefficients());
        Expr numerator = order % 2 == 0 ? polynomial.mul(cosine) : polynomial;
        Expr product = power.mul(numerator);
        Expr value = product.fma(rest.mul(order + 1), product);
        Expr finite = product.abs().lt(Double.POSITIVE_INFINITY).select(value, product);
        Expr pole = a.constant(order % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
        Expr inside = fraction.eq(0).select(pole, finite);
        return a.lt(Double.POSITIVE_INFINITY).select(inside, a.constant(Double.NaN));
    }

    /// sin(πr)/π in two words.
    private static DoubleWord sineOverPi(Expr r) {
        Expr square = r.mul(r);
        Expr cubic = r.mul(square).mul(Polynomial.horner(square, LogGamma.SINE));
        return DoubleWord.fastTwoSum(r, cubic);
    }

    /// The coefficients of Qₙ(c) in c², after a factor c for even n.
    private double[] coefficients() {
        double[] q = new double[order + 2];
        q[1] = 1;
        for (int n = 0; n < order; n++) {
            double[] next = new double[order + 2];
            for (int i = 0; i <= order; i++) {
                // c^i gives i·c^(i−1) + (n + 1 − i)·c^(i+1)
                if (i > 0) {
                    next[i - 1] += i * q[i];
                }
                next[i + 1] += (n + 1 - i) * q[i];
            }
            q = next;
        }
        double[] even = new double[order / 2 + 1];
        for (int i = 0; i < even.length; i++) {
            int power = 2 * i + (order % 2 == 0 ? 1 : 0);
            even[i] = power < q.length ? q[power] : 0;
        }
        int used = even.length;
        while (used > 1 && even[used - 1] == 0) {
            used--;
        }
        return java.util.Arrays.copyOf(even, used);
    }
}
