package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The inverse hyperbolic functions. The first two are logarithms of 1 + t, t = x − 1 + √(x² − 1) and
/// t = |x| + x²/(1 + √(x² + 1)), in two words; fma rounds x² ± 1 once, so nothing cancels near 1. From
/// `far` on they are log 2|x|, whose square would overflow. The derivatives share the root.
public final class InverseHyperbolic {
    /// log(x + √(x² + 1)). Error: f32 1.113 ulp over all 2³² inputs (worst at 3e8116a3), f64 0.82 ulp
    /// over 10⁴. Special values: asinh(±0) = ±0, asinh(±∞) = ±∞. Odd to the bit. Derivative
    /// 1/√(x² + 1), without overflow.
    ///
    /// Source: derived.
    public static final Composite ASINH = Composite.unary("asinh")
            .expansion(InverseHyperbolic::asinh)
            .partial((x, y) -> inverseRoot(x, x.abs(), 1))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("asinh(±0) = ±0, asinh(±∞) = ±∞")
            .source("derived: log1p(|x| + x²/(1 + √(x² + 1)))")
            .build();

    /// log(x + √(x² − 1)). Error: f32 1.817 ulp over all 2³² inputs (worst at 3f83fb7c), f64 1.52 ulp
    /// over 7·10⁴. Special values: acosh(1) = +0, acosh(+∞) = +∞, NaN below 1. Derivative 1/√(x² − 1), +∞ at 1.
    ///
    /// Source: derived.
    public static final Composite ACOSH = Composite.unary("acosh")
            .expansion(InverseHyperbolic::acosh)
            .partial((x, y) -> inverseRoot(x, x, -1))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("acosh(1) = +0, acosh(+∞) = +∞, acosh(x < 1) = NaN")
            .source("derived: log1p(x - 1 + √(x² - 1))")
            .build();

    /// ½·log((1 + x)/(1 − x)) = k·½ln 2 + artanh v, v = ((1 + x) − 2ᵏ(1 − x)) / ((1 + x) + 2ᵏ(1 − x)), for |x|
    /// ≥ ½, where 1 − x is exact; below, v = x and k = 0.
    ///
    /// Error: f32 0.916 ulp over all 2³² inputs (worst at 3f337414), f64 0.83 ulp over 7·10⁴. Special
    /// values: atanh(±0) = ±0,
    /// atanh(±1) = ±∞, NaN beyond. Odd to the bit. Derivative 1/(1 − x²), one rounding before the division.
    ///
    /// Source: derived.
    public static final Composite ATANH = Composite.unary("atanh")
            .expansion(InverseHyperbolic::atanh)
            .partial((x, y) -> x.neg().fma(x, 1).apply(Reciprocal.RECIPROCAL))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("atanh(±0) = ±0, atanh(±1) = ±∞, atanh(|x| > 1) = NaN")
            .source("derived: as the logarithm of (1 + x)/(1 - x), reduced without a second division")
            .build();

    private static final double HALF_LN2 = Log.LN2 / 2;
    private static final double HALF_LN2_REST = Log.LN2_REST / 2;
    private static final double HALF_LN2_F32 = Log.LN2_F32 / 2;
    private static final double HALF_LN2_REST_F32 = Log.LN2_REST_F32 / 2;

    /// (artanh v − v) / v³ in v² for |v| ≤ ½, relative error of artanh 2⁻²⁹·⁴.
    private static final double[] ARTANH_F32 = {
        0x1.55554p-2, 0x1.99a674p-3, 0x1.234ddp-3, 0x1.e3fbcep-4, 0x1.a6ddeap-5, 0x1.692dc6p-3
    };

    /// The same for f64, 2⁻⁵⁷.
    private static final double[] ARTANH_F64 = {
        0x1.55555555555ccp-2,
        0x1.99999999878a3p-3,
        0x1.2492492c409c6p-3,
        0x1.c71c6e7e0cb7cp-4,
        0x1.745d811dce7bbp-4,
        0x1.3b0b2979e209p-4,
        0x1.11876358bb985p-4,
        0x1.d908da4e661eep-5,
        0x1.ea1976df7783fp-5,
        0x1.dcf593be6d939p-7,
        0x1.28db0b3544606p-3,
        -0x1.392fc42e32df1p-3,
        0x1.cc6074a78b555p-3
    };

    private InverseHyperbolic() {}

    private static Expr asinh(Expr x) {
        Expr a = x.abs();
        Expr quotient = a.mul(a).div(root(x, 1).add(1));
        Expr value = logOfOnePlus(DoubleWord.fastTwoSum(a, quotient), a);
        // here asinh x rounds to x, and the sum would lose the last bits of subnormals
        Expr finite = a.lt(x.dtype() == DType.F32 ? 0x1p-12 : 0x1p-27).select(a, value);
        return Signs.copy(a.lt(Double.POSITIVE_INFINITY).select(finite, a), x);
    }

    private static Expr acosh(Expr x) {
        Expr value = logOfOnePlus(DoubleWord.fastTwoSum(root(x, -1), x.sub(1)), x);
        Expr atLeastOne = x.lt(Double.POSITIVE_INFINITY).select(value, x);
        return x.ge(1).select(atLeastOne, x.constant(Double.NaN));
    }

    /// log(1 + t), or log 2x where x is far.
    private static Expr logOfOnePlus(DoubleWord t, Expr x) {
        DoubleWord sum = DoubleWord.twoSum(t.hi(), x.constant(1));
        Expr far = far(x);
        Expr zero = x.constant(0);
        DoubleWord argument = new DoubleWord(
                far.select(x, sum.hi()), far.select(zero, sum.lo().add(t.lo())));
        return Log.ofSum(argument, k -> k.add(far.select(x.constant(1), zero)));
    }

    /// √(x² + c).
    private static Expr root(Expr x, double c) {
        return x.fma(x, c).sqrt();
    }

    /// Where |x| and √(x² ± 1) are the same number, and so are log 2|x| and log(|x| + √(x² ± 1)).
    private static Expr far(Expr a) {
        return a.gt(a.dtype() == DType.F32 ? 0x1p13 : 0x1p28);
    }

    /// 1/√(x² + c).
    private static Expr inverseRoot(Expr x, Expr a, double c) {
        return far(a).select(a, root(x, c)).apply(Reciprocal.RECIPROCAL);
    }

    private static Expr atanh(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        int significand = f32 ? 23 : 52;
        Expr a = x.abs();
        Expr one = x.constant(1);
        Expr b = one.sub(a);
        // the bits of a float are about its logarithm: k is (1 + a)/(1 − a) in binades, rounded
        Expr ratio = a.add(1).rawBits().sub(b.rawBits());
        Expr k = ratio.add(ratio.constantBits(1L << significand - 1)).shr(significand);
        Expr power = k.shl(significand).add(one.rawBits()).fromBits();
        Expr two = x.constant(2);
        Expr numerator = power.add(1).neg().fma(b, two);
        Expr denominator = power.sub(1).fma(b, two);
        Expr quotient = numerator.div(denominator);
        Expr near = a.lt(0.5);
        Expr zero = x.constant(0);
        Expr v = near.select(a, quotient);
        Expr multiple = near.select(zero, Binade.toFloat(k));
        Expr low = multiple.mul(f32 ? HALF_LN2_REST_F32 : HALF_LN2_REST);
        Expr square = v.mul(v);
        Expr tail = v.mul(square).fma(Polynomial.horner(square, f32 ? ARTANH_F32 : ARTANH_F64), low);
        Expr value = multiple.fma(f32 ? HALF_LN2_F32 : HALF_LN2, v.add(tail));
        Expr beyond = a.eq(1).select(x.constant(Double.POSITIVE_INFINITY), x.constant(Double.NaN));
        return Signs.copy(a.lt(1).select(value, beyond), x);
    }
}
