package dev.gradlane.function;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// x = n·π/2 + rest, for the trigonometric functions: near 0 by three constants that add up to π/2 (Cody
/// and Waite), from 2¹⁷ (f32) or 2²⁷ (f64) on by the far reduction of [FarTurnsF32], [FarTurnsF64],
/// joined by a select.
///
/// @param count n, of which the two lowest bits count, as an integer of the width of the format
/// @param rest in [−π/4, π/4] and a little beyond; relative error below 2⁻²⁷ (f32), 2⁻⁵⁷ (f64) however
/// near to a multiple of π/2
record QuarterTurns(Expr count, DoubleWord rest) {
    static final double[] HALF_PI = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
    static final double[] HALF_PI_F32 = {0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50};
    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

    /// @param x ≥ 0; for an infinity or NaN the result has no meaning
    static QuarterTurns of(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        Expr threshold = x.constant(f32 ? 0x1p17 : 0x1p27);
        Expr isFar = x.ge(threshold);
        QuarterTurns near = near(x);
        QuarterTurns far = far(isFar.select(x, threshold));
        return new QuarterTurns(
                isFar.select(far.count, near.count),
                new DoubleWord(
                        isFar.select(far.rest.hi(), near.rest.hi()), isFar.select(far.rest.lo(), near.rest.lo())));
    }

    /// n·first is subtracted exactly: both are multiples of the last bit of the first constant, and the
    /// difference is below 1.
    private static QuarterTurns near(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        double[] halfPi = f32 ? HALF_PI_F32 : HALF_PI;
        double magic = f32 ? 0x1.8p23 : 0x1.8p52;
        Expr shifted = x.fma(TWO_OVER_PI, x.constant(magic));
        Expr n = shifted.sub(magic);
        Expr high = n.fma(-halfPi[0], x);
        DoubleWord second = DoubleWord.twoProd(n, n.constant(-halfPi[1]));
        DoubleWord sum = DoubleWord.fastTwoSum(high, second.hi());
        Expr low = n.fma(-halfPi[2], sum.lo().add(second.lo()));
        return new QuarterTurns(shifted.rawBits(), new DoubleWord(sum.hi(), low));
    }

    /// The rare path, for x at or above the threshold.
    private static QuarterTurns far(Expr x) {
        return x.dtype() == DType.F32 ? FarTurnsF32.of(x) : FarTurnsF64.of(x);
    }

    /// turns·π/2 for a number of quarter turns in two words.
    static DoubleWord toRadians(DoubleWord turns) {
        double[] halfPi = turns.hi().dtype() == DType.F32 ? HALF_PI_F32 : HALF_PI;
        Expr first = turns.hi().constant(halfPi[0]);
        DoubleWord product = DoubleWord.twoProd(turns.hi(), first);
        Expr low = turns.lo().fma(first, turns.hi().fma(halfPi[1], product.lo()));
        return new DoubleWord(product.hi(), low);
    }
}
