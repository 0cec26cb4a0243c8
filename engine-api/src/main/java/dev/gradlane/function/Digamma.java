package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The digamma function ψ(x) = Γ'(x)/Γ(x). With a = |x|:
///
/// - 1 ≤ x < 2: (x − x₀)·Q(x − x₀), Q a polynomial and x₀ = 1.4616… the positive root in two words;
///   for 0 < x < 1 ψ(x) = ψ(x + 1) − 1/x.
/// - x ≥ 2: log x − 1/(2x) − D(1/x²)/x², D minimax, the logarithm in two words.
/// - x < 0: ψ(x) = ψ(a) + 1/a + π·cot(πa), a rare region of its own; a minus the nearest integer r
///   is exact, and π·cot(πr) = 1/r − r·C(r²) with 1/r in two words.
///
/// f32 computes in f64.
public final class Digamma {
    /// ψ(x). Error: f64 2.11 ulp for x > 0 over 67 000 points, many about the root (worst at 1 −
    /// 3·2⁻⁵³), 1.73 ulp of max(|f|, 1) for x < 0 over 58 000; f32 is that rounded: 0.5 ulp,
    /// measured also at the 25 numbers about each zero in [−60, 0].
    ///
    /// Special values: ψ(±0) = ∓∞, ψ(+∞) = +∞, NaN at −1, −2, … and −∞. ψ' is `polygamma1`.
    ///
    /// Source: derived; the formulas 5.5.2, 5.5.4 and 5.11.2 of the NIST Digital Library of
    /// Mathematical Functions.
    public static final Composite DIGAMMA = Composite.unary("digamma")
            .expansion(Digamma::expand)
            .partial((x, y) -> x.apply(Polygamma.of(1)))
            .promise(DType.F32, 1)
            .promise(DType.F64, 4)
            .specialValues("digamma(±0) = ∓∞, digamma(-1, -2, …) = NaN, digamma(+∞) = +∞, digamma(-∞) = NaN")
            .source("derived; DLMF 5.5.2, 5.5.4, 5.11.2")
            .build();

    private static final double ROOT = 0x1.762d86356be3fp0;
    private static final double ROOT_REST = 0x1.b86a722197829p-54;

    /// ψ(x₀ + u) / u for x₀ + u in [1, 2]; relative error 2⁻⁵⁴·⁴.
    private static final double[] NEAR = {
        0x1.ef72bc8ee38acp-1, -0x1.c563b54aa1a2ap-2, 0x1.08b4294d502b7p-2, -0x1.4fc13172599d1p-3,
        0x1.b9a5b63723d1dp-4, -0x1.27baba24d36f5p-4, 0x1.8fce02a9cd61p-5, -0x1.0fa7eca53d82bp-5,
        0x1.723d6a18d781bp-6, -0x1.f97027d09de16p-7, 0x1.5955770b637cp-7, -0x1.d82c82d7c5345p-8,
        0x1.42ea679f04727p-8, -0x1.b961d055baed9p-9, 0x1.2d8943e63c203p-9, -0x1.a0a09e34636c2p-10,
        0x1.21a8d433a1d14p-10, -0x1.6f5824b3f6e66p-11, 0x1.b1d5be80b655fp-12, -0x1.9d0bb01d7a683p-12,
        0x1.ab74cf52cd4b2p-12, -0x1.805acfbd72fa6p-13
    };

    /// x²·(log x − 1/(2x) − ψ(x)) in 1/x² for x ≥ 2; relative error of ψ 2⁻⁵⁵·⁶.
    private static final double[] FAR = {
        0x1.555555555477bp-4, -0x1.11111106abffap-7, 0x1.04103586e1333p-8, -0x1.110db9bbb0b33p-8,
        0x1.efe2740cff277p-8, -0x1.54e4c8352cc3ap-6, 0x1.3aa9ddd8877a4p-4, -0x1.50dae172c0b16p-2,
        0x1.678bae706e8a7p0, -0x1.5340c5b50171cp2, 0x1.0385ee5b3648p4, -0x1.2bf444d79535cp5,
        0x1.e458b271c6a1bp5, -0x1.e30a6fb0a04d7p5, 0x1.bddad71435184p4
    };

    /// (1/r − π·cot(πr)) / r in r² for |r| ≤ ½; absolute error of π·cot(πr) 2⁻⁵⁶·⁶.
    private static final double[] COTANGENT = {
        0x1.a51a6625307d4p1,
        0x1.151322ac7d5dp1,
        0x1.0470984c27c54p1,
        0x1.010b36a4b809ep1,
        0x1.0041305713b9ap1,
        0x1.000fdcc5c59aep1,
        0x1.0009a49eff412p1,
        0x1.ff5b9549ce76bp0,
        0x1.036ce37ab0d1dp1,
        0x1.cc0b9b697274fp0,
        0x1.8d9a954501fd6p1,
        -0x1.2168526139f63p1,
        0x1.a4eebbcb8bd81p3,
        -0x1.046f8befbc58p4,
        0x1.1445f8b2e4a7bp4
    };

    private Digamma() {}

    private static Expr expand(Expr x) {
        return x.dtype() == DType.F32 ? wide(x.convert(DType.F64)).convert(DType.F32) : wide(x);
    }

    private static Expr wide(Expr x) {
        Expr a = x.abs();
        Expr negative = x.lt(0);
        DoubleWord regular = regular(x, a, negative);
        Expr value = negative.select(plusCotangent(a, regular), regular.value());
        Expr end = x.gt(0).select(x, x.constant(Double.NaN));
        return a.lt(Double.POSITIVE_INFINITY).select(value, end);
    }

    /// ψ(x) for x ≥ 0, ψ(a) + 1/a for x < 0.
    private static DoubleWord regular(Expr x, Expr a, Expr negative) {
        Expr reciprocal = x.constant(1).div(x);
        Expr far = a.ge(2);
        Expr below1 = a.lt(1);
        Expr u = a.sub(below1.select(x.constant(ROOT - 1), x.constant(ROOT))).sub(ROOT_REST);
        Expr near = u.mul(Polynomial.horner(u, NEAR));
        // the pole of ψ(x + 1) − 1/x, of ψ(a) + 1/a; in ψ(a + 1) − 1/a + 1/a none is left
        Expr none = below1.and(negative).or(below1.or(negative).not());
        Expr pole = none.select(x.constant(-0.0), reciprocal.neg());
        DoubleWord sum = DoubleWord.fastTwoSum(pole, near);
        DoubleWord log = Log.words(a);
        Expr square = reciprocal.mul(reciprocal);
        Expr rest = square.fma(Polynomial.horner(square, FAR).neg(), log.lo());
        Expr farLow = reciprocal.fma(-0.5, rest);
        Expr nearLow = reciprocal.abs().lt(Double.POSITIVE_INFINITY).select(sum.lo(), x.constant(0));
        return new DoubleWord(far.select(log.hi(), sum.hi()), far.select(farLow, nearLow));
    }

    /// regular + π·cot(πa), NaN where a is an integer.
    private static Expr plusCotangent(Expr a, DoubleWord regular) {
        Expr fraction = a.sub(a.rint());
        Expr reciprocal = a.constant(1).div(fraction);
        Expr rest = reciprocal.mul(reciprocal.neg().fma(fraction, a.constant(1)));
        Expr series = Polynomial.horner(fraction.mul(fraction), COTANGENT);
        DoubleWord sum = DoubleWord.twoSum(reciprocal, regular.hi());
        Expr low = fraction.neg().fma(series, rest).add(sum.lo().add(regular.lo()));
        Expr value =
                reciprocal.abs().lt(Double.POSITIVE_INFINITY).select(sum.hi().add(low), reciprocal);
        return fraction.eq(0).select(a.constant(Double.NaN), value);
    }
}
