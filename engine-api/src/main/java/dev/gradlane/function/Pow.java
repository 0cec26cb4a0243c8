package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;
import java.util.List;

/// xʸ = e^(y·log|x|) with logarithm and product in two words, then the sign and the special values.
public final class Pow {
    /// xʸ. Error: f32 0.81 ulp over 3·10⁷ pairs (worst at 0x1.0e452cp0, -0x1.941bccp10), f64 0.74 ulp over
    /// 1.5·10⁵ (worst at a base of 0x1.32164d971459cp-1). These are subnormal results, which round twice;
    /// normal ones of f32 are within 0.70 ulp. Special values as C99 Annex F: pow(x, ±0) = 1
    /// and pow(1, y) = 1 even for NaN; pow(−1, ±∞) = 1; a negative finite x with a y that is no integer
    /// gives NaN; the result is negative where x is (−0, −∞ included) and y is an odd integer; zeros and
    /// infinities of x and y give the limits.
    ///
    /// Derivatives: by x, y·pow(x, y − 1), and 0 where y = 0; by y, log(x)·pow(x, y), NaN for negative x,
    /// and 0 where pow(x, y) = 0 or x = 0 ≤ y, where log(x) would be multiplied by 0 or is not wanted (as
    /// PyTorch and JAX). Their error, where pow(x, y − 1), resp. pow(x, y), is a normal number: by x
    /// 4·(1 + |(y − 1)·log x|) ulp, since y − 1 is rounded, by y 4 ulp. Source: derived.
    public static final Composite POW = Composite.binary("pow")
            .expansion(Pow::expand)
            .partial(0, Partial.factor((x, result) -> byBase(x.get(0), x.get(1))))
            .partial(1, Partial.factor((x, result) -> byExponent(x, result)))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("pow(x, ±0) = 1, pow(1, y) = 1, pow(-1, ±∞) = 1, pow(x < 0, no integer) = NaN; C99 F.10.4.4")
            .source("derived")
            .build();

    private Pow() {}

    private static Expr expand(Expr x, Expr y) {
        Expr infinity = x.constant(Double.POSITIVE_INFINITY);
        Expr magnitude = magnitude(x.abs(), y);
        Expr integer = y.trunc().eq(y);
        Expr half = y.mul(0.5);
        Expr odd = integer.and(half.trunc().ne(half));
        Expr signBit = x.rawBits().lt(0);
        Expr signed = signBit.and(odd).select(magnitude.neg(), magnitude);
        Expr invalid = x.lt(0).and(x.gt(infinity.neg())).and(integer.not());
        Expr minusOneToInfinity = x.eq(-1).and(y.abs().eq(infinity));
        Expr one = y.eq(0).or(x.eq(1)).or(minusOneToInfinity);
        return one.select(x.constant(1), invalid.select(x.constant(Double.NaN), signed));
    }

    /// |x|ʸ. Where log|x| is infinite or the product overflows, the exponential ignores the low word.
    private static Expr magnitude(Expr x, Expr y) {
        DoubleWord finite = LogDoubleWord.of(x);
        Expr log = x.lt(Double.POSITIVE_INFINITY).select(finite.hi(), x);
        log = x.eq(0).select(x.constant(Double.NEGATIVE_INFINITY), log);
        DoubleWord product = DoubleWord.twoProd(y, log);
        ReducedExp e = ReducedExp.ofAny(new DoubleWord(product.hi(), y.fma(finite.lo(), product.lo())));
        return e.scale(e.hi().add(e.lo()));
    }

    private static Expr byBase(Expr x, Expr y) {
        Expr zero = y.constant(0);
        return y.eq(zero).select(zero, y.mul(x.apply(POW, y.sub(1))));
    }

    private static Expr byExponent(List<Expr> operands, Expr result) {
        Expr x = operands.get(0);
        Expr y = operands.get(1);
        Expr zero = x.constant(0);
        Expr vanishes = x.ge(zero).and(result.eq(zero)).or(x.eq(zero).and(y.eq(zero)));
        return vanishes.select(zero, x.apply(Log.LOG).mul(result));
    }
}
