package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// The derivatives of the digamma function, one function for each order n: ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹·n!·Σ
/// (x + k)⁻ⁿ⁻¹ over k ≥ 0.
///
/// - x > 0: below a whole number N the first N terms of the sum, two by two over a common
///   denominator, and the asymptotic series of the rest at x + N; from N on, where a backend may
///   skip the terms, the series alone.
/// - x < 0: ψ⁽ⁿ⁾(x) = (−1)ⁿ·ψ⁽ⁿ⁾(1 − x) + πⁿ⁺¹·Qₙ(cos πa)/sinⁿ⁺¹(πa) with a = −x and integer
///   polynomials Qₙ, a rare region of its own; a minus the nearest integer is exact.
///
/// f32 computes in f64.
public final class Polygamma {
    /// The greatest order; beyond it powers of x + k would leave the range of the format.
    public static final int MAX_ORDER = 50;

    private static final String SYMBOL = "polygamma";

    private final int order;
    private final int shift;
    private final double[] series;

    private Polygamma(int order) {
        this.order = order;
        double[] all =
                IntStream.range(0, 24).mapToDouble(j -> coefficient(order, j)).toArray();
        int n = 11;
        while (terms(all, n) > 12) {
            n += 2;
        }
        this.shift = n;
        this.series = Arrays.copyOf(all, terms(all, n));
    }

    /// ψ⁽ⁿ⁾(x), with symbol `polygamma1`, `polygamma2`, …; of order 0 [Digamma#DIGAMMA]. The
    /// derivative is the function of the next order.
    ///
    /// Error in f64 over 18 000 points for x > 0: 2.77 ulp for n = 1, 2.86 for n = 2, 3.99 for n = 3, 6.9 for
    /// n = 8, 12.8 for n = 20; for x < 0, in ulp of max(|ψ⁽ⁿ⁾|, 1): over 6·10⁷ inputs 8.41 for n = 2 (worst at
    /// bfdf16ec35109a5a) and 7.13 for n = 3, over 15 000 points 9.8 for n = 8 and 23 for n = 20. The promise is
    /// 4 + 5n/2. f32 is that rounded: 0.5 ulp.
    ///
    /// Special values: +∞ at 0, −1, −2, … for odd n; for even n ∓∞ at ±0 and NaN at −1, −2, …; a
    /// zero at +∞, NaN at −∞.
    ///
    /// Source: derived; formulas 5.15.5, 5.15.6 and 5.15.8 of the NIST Digital Library of
    /// Mathematical Functions.
    ///
    /// @param n the order
    /// @throws IllegalArgumentException if n is not in 0 … [#MAX_ORDER]
    public static Composite of(int n) {
        if (n < 0 || n > MAX_ORDER) {
            throw new IllegalArgumentException("polygamma has the orders 0 to " + MAX_ORDER + ", not " + n);
        }
        if (n == 0) {
            return Digamma.DIGAMMA;
        }
        return Composite.unary(SYMBOL + n)
                .expansion(x -> new Polygamma(n).expand(x))
                .partial((x, y) -> x.apply(of(n + 1)))
                .promise(DType.F32, 1)
                .promise(DType.F64, 4 + 2.5 * n)
                .specialValues("polygamma(±0, -1, -2, …) = +∞ for odd n, ∓∞ and NaN for even n; 0 at +∞, NaN at -∞")
                .source("derived; DLMF 5.15.5, 5.15.6, 5.15.8")
                .build();
    }

    /// The function of that symbol, if it is `polygamma` with an order from 1 on, written without
    /// leading zeros.
    static Optional<Composite> named(String symbol) {
        return IntStream.rangeClosed(1, MAX_ORDER)
                .filter(n -> symbol.equals(SYMBOL + n))
                .mapToObj(Polygamma::of)
                .findFirst();
    }

    /// The least number of terms after which the series at `z` is off by less than 2⁻⁵⁸ of itself,
    /// which the next term bounds; all of them if it never is.
    private static int terms(double[] coefficients, int z) {
        return IntStream.range(0, coefficients.length)
                .filter(j -> Math.abs(coefficients[j]) < 0x1p-58 * StrictMath.pow(z, 2 * j + 2))
                .findFirst()
                .orElse(coefficients.length);
    }

    /// B₂ₖ·(n + 1)…(n + 2k − 1)·n / (2k)! with k = j + 1: of z⁻²ᵏ in zⁿ·ψ⁽ⁿ⁾(z)/(n − 1)!.
    private static double coefficient(int n, int j) {
        int k = 2 * j + 2;
        BigInteger product = BigInteger.ONE;
        BigInteger factorial = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            product = product.multiply(BigInteger.valueOf(n + i));
            factorial = factorial.multiply(BigInteger.valueOf(i + 1));
        }
        Bernoulli b = Bernoulli.even(j + 1).times(product);
        return new Bernoulli(b.numerator(), b.denominator().multiply(factorial)).toDouble();
    }

    private static double factorial(int n) {
        return IntStream.rangeClosed(1, n)
                .mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ONE, BigInteger::multiply)
                .doubleValue();
    }

    private Expr expand(Expr x) {
        return x.dtype() == DType.F32 ? wide(x.convert(DType.F64)).convert(DType.F32) : wide(x);
    }

    private Expr wide(Expr x) {
        Expr negative = x.lt(0);
        Expr reflected = negative.select(x.constant(1).sub(x), x);
        Expr sum = sum(reflected);
        Expr right = order % 2 == 0 ? sum.neg() : sum;
        // (−1)ⁿ·ψ⁽ⁿ⁾ of a positive number is −sum for every n
        Expr left = new PolygammaReflection(order).of(x.neg()).sub(sum);
        return negative.select(left, right);
    }

    /// n!·Σ (x + k)⁻ⁿ⁻¹ for x ≥ 0.
    private Expr sum(Expr x) {
        Expr near = x.lt(shift);
        Expr rest = asymptotic(near.select(x.add(shift), x));
        Expr terms = x.constant(0);
        for (int k = shift - 2; k >= 1; k -= 2) {
            Expr a = x.add(k);
            Expr b = x.add(k + 1);
            Expr numerator = power(a, order + 1).add(power(b, order + 1));
            terms = terms.add(numerator.div(power(a.mul(b), order + 1)));
        }
        double factorial = factorial(order);
        DoubleWord first = pole(x.constant(1).div(x), x, order + 1);
        Expr others = terms.fma(factorial, first.lo().fma(factorial, rest));
        Expr hi = first.hi();
        Expr value = hi.abs().lt(Double.POSITIVE_INFINITY).select(hi.fma(factorial, others), hi);
        return near.select(value, rest);
    }

    /// (n − 1)!·x⁻ⁿ·(1 + n/(2x) + …); the powers fall one by one, so that none is subnormal before
    /// the result is.
    private Expr asymptotic(Expr x) {
        Expr reciprocal = x.constant(1).div(x);
        Expr square = reciprocal.mul(reciprocal);
        Expr bracket = square.fma(Polynomial.horner(square, series), reciprocal.mul(0.5 * order));
        Expr product = reciprocal.mul(factorial(order - 1));
        for (int i = 1; i < order; i++) {
            product = product.mul(reciprocal);
        }
        Expr finite = x.lt(Double.POSITIVE_INFINITY).select(x, x.constant(1));
        Expr rest = x.lt(Double.POSITIVE_INFINITY).select(reciprocal.neg().fma(finite, x.constant(1)), x.constant(0));
        return product.fma(bracket.add(rest.mul(order)), product);
    }

    /// x⁻ˢ, what the rounding of the reciprocal left in the low word.
    private static DoubleWord pole(Expr reciprocal, Expr x, int s) {
        Expr power = power(reciprocal, s);
        Expr rest = reciprocal.neg().fma(x, x.constant(1));
        return new DoubleWord(power, power.mul(rest.mul(s)));
    }

    /// xⁿ by squaring.
    static Expr power(Expr x, int n) {
        if (n == 1) {
            return x;
        }
        Expr half = power(x, n / 2);
        Expr square = half.mul(half);
        return n % 2 == 0 ? square : square.mul(x);
    }
}
