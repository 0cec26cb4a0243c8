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

    /// x for x > 0, slope·x for x ≤ 0; the slope is an operand, so that text and equality know it. Error: ≤ ½ ulp.
    /// leakyRelu(±0, slope) = ±0 for a positive slope. The derivative by x is 1 for x > 0, the slope for x ≤ 0 (as
    /// PyTorch); by the slope, 0 and x.
    public static final Composite LEAKY_RELU = Composite.binary("leakyRelu")
            .expansion((x, slope) -> x.gt(0).select(x, x.mul(slope)))
            .partial(0, (x, y, t) -> x.get(0).gt(0).select(t, t.mul(x.get(1))))
            .partial(1, (x, y, t) -> x.get(0).gt(0).select(t.constant(0), t.mul(x.get(0))))
            .promise(DType.F32, 0.5)
            .promise(DType.F64, 0.5)
            .specialValues("leakyRelu(±0, a) = ±0, leakyRelu(+∞, a) = +∞, leakyRelu(-∞, a) = -∞ for a > 0")
            .source("one multiplication")
            .build();

    /// |x| with the sign of y. Exact; the sign of a NaN is +, on every device. The derivative by x is ±1, 0 at x = 0
    /// (as PyTorch and JAX); by y it is 0.
    public static final Composite COPYSIGN = Composite.binary("copysign")
            .expansion(Kinked::copysign)
            .partial(0, (x, y, t) -> copysignSlope(x.get(0), y, t))
            .partial(1, Partial.ZERO)
            .promise(DType.F32, 0)
            .promise(DType.F64, 0)
            .specialValues("copysign(x, ±0) = ±|x|, copysign(x, NaN) = |x|")
            .source("the sign bit")
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

    private static Expr copysign(Expr x, Expr y) {
        long bit = x.dtype() == DType.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        // bits, not rawBits: the sign of a NaN differs between devices
        return x.abs().rawBits().or(y.bits().and(bit)).fromBits();
    }

    /// −t where the sign of x was changed.
    private static Expr copysignSlope(Expr x, Expr y, Expr t) {
        Expr changed = x.lt(0).xor(y.lt(0));
        return x.eq(0).select(t.constant(0), changed.select(t.neg(), t));
    }
}
