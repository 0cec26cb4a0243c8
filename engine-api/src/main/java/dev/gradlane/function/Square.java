package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// x²: one correctly rounded instruction.
public final class Square {
    /// x². Error: ≤ ½ ulp. Special values: (±0)² = +0, (±∞)² = +∞. Derivative 2x. Source: IEEE 754
    /// multiplication.
    public static final Composite SQUARE = Composite.unary("square")
            .expansion((Expr x) -> x.mul(x))
            .partial((x, y) -> x.mul(2))
            .promise(DType.F32, 0.5)
            .promise(DType.F64, 0.5)
            .specialValues("(±0)² = +0, (±∞)² = +∞")
            .source("IEEE 754 multiplication")
            .build();

    private Square() {}
}
