package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;

/// 1/x and x²: one correctly rounded instruction each, with derivatives made of the function's own
/// result.
public final class Reciprocal {
    /// 1/x. Error: ≤ ½ ulp. Special values: 1/±0 = ±∞, 1/±∞ = ±0. Derivative −y². Source: IEEE 754
    /// division.
    public static final Composite RECIPROCAL = Composite.unary("reciprocal")
            .expansion(x -> x.constant(1).div(x))
            .partial((x, y) -> y.mul(y).neg())
            .promise(DType.F32, 0.5)
            .promise(DType.F64, 0.5)
            .specialValues("1/±0 = ±∞, 1/±∞ = ±0")
            .source("IEEE 754 division")
            .build();

    private Reciprocal() {}
}
