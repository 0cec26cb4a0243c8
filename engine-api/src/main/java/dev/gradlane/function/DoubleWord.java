package dev.gradlane.function;

import dev.gradlane.graph.Expr;

/// An unevaluated sum hi + lo of two values of one float type with |lo| ≤ ½ ulp(hi): about 2p bits where
/// the type has p.
///
/// The building block of every expansion whose promise one rounding per step would break. With u = 2⁻ᵖ
/// (2⁻²⁴, 2⁻⁵³), errors are relative to the exact result and hold while nothing overflows and no product
/// is subnormal; where `hi` is infinite `lo` may be NaN, so a caller selects such lanes away.
///
/// Source: Joldes, Muller, Popescu, *Tight and rigorous error bounds for basic building blocks of
/// double-word arithmetic*, ACM TOMS 44(2), 2017, whose algorithms are named below; the division is
/// derived from algorithm 17.
///
/// @param hi the sum, rounded
/// @param lo what the rounding left
public record DoubleWord(Expr hi, Expr lo) {

    /// Returns a + b exactly (6 operations).
    public static DoubleWord twoSum(Expr a, Expr b) {
        Expr sum = a.add(b);
        Expr bPart = sum.sub(a);
        Expr aPart = sum.sub(bPart);
        return new DoubleWord(sum, a.sub(aPart).add(b.sub(bPart)));
    }

    /// Returns a + b exactly (3 operations) where a is 0, or |a| ≥ |b|, or a is a multiple of ulp(b).
    public static DoubleWord fastTwoSum(Expr a, Expr b) {
        Expr sum = a.add(b);
        return new DoubleWord(sum, b.sub(sum.sub(a)));
    }

    /// Returns a · b exactly (3 operations).
    public static DoubleWord twoProd(Expr a, Expr b) {
        Expr product = a.mul(b);
        return new DoubleWord(product, a.fma(b, product.neg()));
    }

    /// Returns this + y, error ≤ 2u² (algorithm 4).
    public DoubleWord add(Expr y) {
        DoubleWord sum = twoSum(hi, y);
        return fastTwoSum(sum.hi, lo.add(sum.lo));
    }

    /// Returns this + y, error ≤ 3u² + 13u³, also under cancellation (algorithm 6).
    public DoubleWord add(DoubleWord y) {
        DoubleWord high = twoSum(hi, y.hi);
        DoubleWord low = twoSum(lo, y.lo);
        DoubleWord sum = fastTwoSum(high.hi, high.lo.add(low.hi));
        return fastTwoSum(sum.hi, low.lo.add(sum.lo));
    }

    /// Returns this · y, error ≤ 2u² (algorithm 9).
    public DoubleWord mul(Expr y) {
        DoubleWord product = twoProd(hi, y);
        return fastTwoSum(product.hi, lo.fma(y, product.lo));
    }

    /// Returns this · y, error ≤ 4u² (algorithm 12).
    public DoubleWord mul(DoubleWord y) {
        DoubleWord product = twoProd(hi, y.hi);
        Expr cross = lo.fma(y.hi, hi.fma(y.lo, lo.mul(y.lo)));
        return fastTwoSum(product.hi, product.lo.add(cross));
    }

    /// Returns this · y without the final renormalising, error ≤ 5u² and |lo| ≤ 4 ulp(hi): for a factor
    /// or a small term of a longer sum.
    DoubleWord roughMul(DoubleWord y) {
        DoubleWord product = twoProd(hi, y.hi);
        return new DoubleWord(product.hi, hi.fma(y.lo, lo.fma(y.hi, product.lo)));
    }

    /// Returns this / y, error ≤ 16u², one division, for y whose reciprocal is a normal number.
    public DoubleWord div(DoubleWord y) {
        Expr reciprocal = y.hi.constant(1).div(y.hi);
        Expr quotient = hi.mul(reciprocal);
        Expr minusQuotient = quotient.neg();
        Expr remainder = minusQuotient.fma(y.hi, hi);
        Expr rest = minusQuotient.fma(y.lo, remainder.add(lo));
        return fastTwoSum(quotient, rest.mul(reciprocal));
    }

    /// Returns −(this), exactly.
    public DoubleWord neg() {
        return new DoubleWord(hi.neg(), lo.neg());
    }

    /// Returns hi + lo, rounded once.
    public Expr value() {
        return hi.add(lo);
    }
}
