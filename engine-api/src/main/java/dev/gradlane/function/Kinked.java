package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;

/// Functions made of straight pieces, or taken to be. Their derivatives act by select, so an infinite cotangent meets
/// no
/// zero.
public final class Kinked {
    /// max(x, +0). Exact. relu(−0) = +0, relu(NaN) = NaN. relu'(x) = 1 for x > 0, 0 for x ≤ 0.
    public static final Composite RELU = Composite.unary("relu")
            .expansion(x -> x.max(0))
            .partial(0, (x, y, t) -> x.getFirst().le(0).select(t.constant(0), t))
            .promise(DType.F32, 0)
            .promise(DType.F64, 0)
            .specialValues("relu(±0) = +0, relu(-∞) = +0, relu(+∞) = +∞")
            .source("max(x, 0)")
            .build();

    /// −1, x or 1. Exact. sign(±0) = ±0, sign(NaN) = NaN. The derivative is 0 everywhere.
    public static final Composite SIGN = Composite.unary("sign")
            .expansion(Kinked::sign)
            .partial(0, Partial.ZERO)
            .promise(DType.F32, 0)
            .promise(DType.F64, 0)
            .specialValues("sign(±0) = ±0, sign(±∞) = ±1")
            .source("two comparisons")
            .build();

    /// x, whose derivative is 0 by decree: what depends on x through it counts as constant. Exact.
    public static final Composite STOP_GRADIENT = Composite.unary("stopGradient")
            .expansion(x -> x)
            .partial(0, Partial.ZERO)
            .promise(DType.F32, 0)
            .promise(DType.F64, 0)
            .specialValues("stopGradient(x) = x")
            .source("identity")
            .build();

    private Kinked() {}

    private static Expr sign(Expr x) {
        return x.gt(0).select(x.constant(1), x.lt(0).select(x.constant(-1), x));
    }
}
