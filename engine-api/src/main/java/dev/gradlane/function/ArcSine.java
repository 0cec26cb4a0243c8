package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The inverses of sine and cosine. For |x| ≤ ½ a polynomial; beyond, with z = (1 − |x|)/2, arccos |x| = 2·arcsin √z
/// by the same polynomial, the root in two words. Both functions share all of it.
public final class ArcSine {
    /// (arcsin s − s) / s³ in s² for s ≤ ½, relative error of the arcsine 2⁻²⁷·⁶.
    private static final double[] SERIES_F32 = {
        0x1.5555c8p-3, 0x1.330206p-4, 0x1.747b72p-5, 0x1.8c415ap-6, 0x1.5959aap-5
    };

    /// The same for f64, 2⁻⁵⁵·⁹.
    private static final double[] SERIES_F64 = {
        0x1.555555555539p-3,
        0x1.333333336e80fp-4,
        0x1.6db6db427a4f8p-5,
        0x1.f1c72c38fb342p-6,
        0x1.6e89f440197a8p-6,
        0x1.1c6be1a68770bp-6,
        0x1.c6fdc1aaa59bcp-7,
        0x1.8ec2fca6002c5p-7,
        0x1.abcf5cd7f42b6p-8,
        0x1.3ff4a9908979ep-6,
        -0x1.09d3283354289p-6,
        0x1.056d6c811bcb5p-5
    };

    /// 1/√(1 − x²), the derivative of arcsine; 1 − x² is rounded once. Error: f32 1.822 ulp over 5·10⁶
    /// inputs, f64 1.684 ulp over 2·10⁴. Special values: 1 at ±0, +∞ at ±1, NaN beyond. Its derivative is
    /// x·y/(1 − x²).
    ///
    /// Source: derived.
    public static final Composite ASIN_DERIVATIVE = Composite.unary("asinDerivative")
            .expansion(x -> x.constant(1).div(cosineSquared(x).sqrt()))
            .partial((x, y) -> x.mul(y).div(cosineSquared(x)))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("asinDerivative(±0) = 1, asinDerivative(±1) = +∞, asinDerivative(|x| > 1) = NaN")
            .source("derived: 1/√(1 - x²)")
            .build();

    /// arcsin x, in radians. Error: f32 0.724 ulp over all 2³² inputs, f64 0.776 ulp over 2²⁶. Special values:
    /// asin(±0) = ±0, asin(|x| > 1) = NaN.
    ///
    /// Source: derived; the reduction as `e_asin.c` of FDLIBM (Sun, 1993).
    public static final Composite ASIN = Composite.unary("asin")
            .expansion(ArcSine::asin)
            .partial((x, y) -> x.apply(ASIN_DERIVATIVE))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("asin(±0) = ±0, asin(|x| > 1) = NaN")
            .source("derived; FDLIBM e_asin.c")
            .build();

    /// arccos x, in radians. Error: f32 0.698 ulp over all 2³² inputs, f64 0.748 ulp over 2²⁶. Special values:
    /// acos(1) = +0, acos(|x| > 1) = NaN.
    ///
    /// Source: as [#ASIN].
    public static final Composite ACOS = Composite.unary("acos")
            .expansion(ArcSine::acos)
            .partial((x, y) -> x.apply(ASIN_DERIVATIVE).neg())
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("acos(1) = +0, acos(|x| > 1) = NaN")
            .source("derived; FDLIBM e_acos.c")
            .build();

    private ArcSine() {}

    /// 1 − x².
    private static Expr cosineSquared(Expr x) {
        return x.neg().fma(x, 1);
    }

    /// What both need of |x|.
    ///
    /// @param small |x| ≤ ½
    /// @param head arcsin |x| where small, else arccos |x|, but for the tail
    /// @param tail what is missing
    private record Parts(Expr small, Expr head, Expr tail) {
        static Parts of(Expr x) {
            Expr small = x.le(0.5);
            Expr half = x.fma(-0.5, 0.5);
            Expr square = small.select(x.mul(x), half);
            Expr series = square.mul(Polynomial.horner(square, x.dtype() == DType.F32 ? SERIES_F32 : SERIES_F64));
            Expr root = half.sqrt();
            Expr twice = root.add(root);
            Expr rootRest = root.neg().fma(root, half).mul(NearReciprocal.of(root));
            return new Parts(small, small.select(x, twice), small.select(x.mul(series), twice.fma(series, rootRest)));
        }
    }

    private static Expr asin(Expr x) {
        Parts parts = Parts.of(x.abs());
        double[] halfPi = x.dtype() == DType.F32 ? QuarterTurns.HALF_PI_F32 : QuarterTurns.HALF_PI;
        Expr high = x.constant(halfPi[0]);
        Expr sum = high.sub(parts.head());
        Expr rest = high.sub(sum).sub(parts.head()).add(x.constant(halfPi[1]).sub(parts.tail()));
        Expr value = parts.small().select(parts.head().add(parts.tail()), sum.add(rest));
        return Signs.copy(value, x);
    }

    private static Expr acos(Expr x) {
        Parts parts = Parts.of(x.abs());
        boolean f32 = x.dtype() == DType.F32;
        double[] halfPi = f32 ? QuarterTurns.HALF_PI_F32 : QuarterTurns.HALF_PI;
        Expr zero = x.constant(0);
        // π/2 ∓ arcsin |x|, π − arccos |x| or 0 + arccos |x|
        Expr quarters = parts.small().select(x.constant(1), x.lt(0).select(x.constant(2), zero));
        Expr bits = x.rawBits();
        Expr sign = bits.and(f32 ? Integer.MIN_VALUE : Long.MIN_VALUE);
        Expr flip = parts.small().select(sign, sign.xor(f32 ? Integer.MIN_VALUE : Long.MIN_VALUE));
        Expr head = parts.head().rawBits().xor(flip).fromBits();
        Expr tail = parts.tail().rawBits().xor(flip).fromBits();
        Expr high = quarters.mul(halfPi[0]);
        Expr sum = high.sub(head);
        Expr rest = high.sub(sum).sub(head).add(quarters.mul(halfPi[1]).sub(tail));
        return sum.add(rest);
    }
}
