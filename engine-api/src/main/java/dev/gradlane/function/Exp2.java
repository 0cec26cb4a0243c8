package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// 2ˣ = 2ⁿ·2ʳ with n = x rounded to an integer and |r| ≤ ½: the reduction is exact, unlike that of eˣ.
public final class Exp2 {
    private static final double LN2 = 0x1.62e42fefa39efp-1;

    /// (2ʳ − 1) / r for |r| ≤ ½, relative error of 2ʳ 2⁻²⁷·³.
    private static final double[] SLOPE_F32 = {
        0x1.62e43p-1, 0x1.ebfbep-3, 0x1.c6af9cp-5, 0x1.3b2a48p-7, 0x1.5ef5dap-10, 0x1.442516p-13
    };

    /// The same for f64, 2⁻⁵⁶·⁴.
    private static final double[] SLOPE_F64 = {
        0x1.62e42fefa39efp-1, 0x1.ebfbdff82c598p-3, 0x1.c6b08d704a1d3p-5, 0x1.3b2ab6fba1ebcp-7,
        0x1.5d87fe7874962p-10, 0x1.43091309470abp-13, 0x1.ffcbfd4783777p-17, 0x1.62bfd4d48e42p-20,
        0x1.b523363f91399p-24, 0x1.e605ad0361edap-28, 0x1.ec6aabe72d7b6p-32
    };

    /// 2ˣ. Error: f32 0.893 ulp over all 2³² inputs (worst at c2fcffc9, where the result is subnormal; 0.829 where
    /// it is not), f64 0.83 ulp over 2²⁶. Exact where x is an integer. Special values: exp2(±0) = 1,
    /// exp2(−∞) = +0, exp2(+∞) = +∞; results below the normal range round once more. exp2' = ln 2·2ˣ, infinite
    /// where 2ˣ is.
    ///
    /// Source: derived.
    public static final Composite EXP2 = Composite.unary("exp2")
            .expansion(Exp2::expand)
            .partial((x, y) -> y.mul(LN2))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("exp2(±0) = 1, exp2(-∞) = +0, exp2(+∞) = +∞, exp2(n) = 2ⁿ exactly")
            .source("derived: 2ⁿ · (1 + r·polynomial)")
            .build();

    private Exp2() {}

    private static Expr expand(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr clamped = f32 ? Exp.clamp(x, -151, 128) : Exp.clamp(x, -1076, 1024);
        PowerOfTwo power = PowerOfTwo.nearest(clamped, 1);
        Expr r = clamped.sub(power.exponent());
        return power.scale(Polynomial.horner(r, f32 ? SLOPE_F32 : SLOPE_F64).fma(r, 1));
    }
}
