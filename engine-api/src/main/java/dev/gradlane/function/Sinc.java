package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.Arrays;

/// The unnormalised cardinal sine.
public final class Sinc {
    /// sin(x)/x, x in radians; 1 at 0. Error: f32 1.512 ulp over 4·10⁶ inputs, f64 1.319 ulp over 10⁴. Special
    /// values: sinc(±0) = 1, sinc(±∞) = +0.
    ///
    /// Derivative (cos x − sinc x)/x, near 0, where that cancels, its power series, from which the higher
    /// ones follow: within 4 ulp for |x| < 1.5, beyond within 4 ulp of max(|sinc'|, 1/|x|), since it has
    /// zeros; 0 at ±∞.
    ///
    /// Source: derived.
    public static final Composite SINC = Composite.unary("sinc")
            .expansion(Sinc::sinc)
            .partial(Sinc::slope)
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("sinc(±0) = 1, sinc(±∞) = +0")
            .source("derived: sin(x)/x")
            .build();

    /// sinc'(x)/x in x²: (−1)ᵏ·2k/(2k + 1)! for k = 1, 2, …
    private static final double[] SLOPE = {
        -0x1.5555555555555p-2,
        0x1.1111111111111p-5,
        -0x1.3813813813814p-10,
        0x1.71de3a556c734p-16,
        -0x1.0cfeb60f94b0ep-22,
        0x1.08db48ebe51c7p-29,
        -0x1.78af56a4d411bp-37,
        0x1.952c77030ad4ap-45,
        -0x1.5532eaf516982p-53,
        0x1.ce272b49432cep-62,
        -0x1.0132bcd1f4692p-70,
        0x1.dedb34ba18f7dp-80
    };

    private static final int TERMS_F32 = 8;

    private Sinc() {}

    private static Expr sinc(Expr x) {
        Expr infinite = x.abs().eq(Double.POSITIVE_INFINITY);
        Expr quotient = x.apply(Trig.SIN).div(x);
        return x.eq(0).select(x.constant(1), infinite.select(x.constant(0), quotient));
    }

    private static Expr slope(Expr x, Expr y) {
        double[] series = x.dtype() == DType.F32 ? Arrays.copyOf(SLOPE, TERMS_F32) : SLOPE;
        Expr near = x.mul(Polynomial.horner(x.mul(x), series));
        Expr far = x.apply(Trig.COS).sub(y).div(x);
        Expr size = x.abs();
        Expr infinite = size.eq(Double.POSITIVE_INFINITY);
        return size.lt(1.5).select(near, infinite.select(x.constant(0), far));
    }
}
