package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The logistic function and its integral. Both start from e⁻|ˣ|, so value, loss and gradient share it.
public final class Logistic {
    /// σ(x) = 1 / (1 + e⁻ˣ); for x < 0 e⁻|ˣ| / (1 + e⁻|ˣ|), the denominator in two words.
    ///
    /// Error: f32 0.780 ulp over all 2³² inputs (worst at c2af4583), f64 0.761 ulp over 10⁷ (worst at
    /// c08626f74a1fb6c2). Special values: σ(−∞) = +0, σ(±0) = ½, σ(+∞) = 1; subnormal results round
    /// once more. σ' = σ(x)·σ(−x), which cancels nothing.
    ///
    /// Source: derived.
    public static final Composite SIGMOID = Composite.unary("sigmoid")
            .expansion(Logistic::sigmoid)
            .partial((x, y) -> y.mul(x.neg().apply(Logistic.SIGMOID)))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("sigmoid(-∞) = +0, sigmoid(±0) = 0.5, sigmoid(+∞) = 1")
            .source("derived")
            .build();

    /// ln(1 + eˣ) = max(x, 0) + 2·artanh(e / (2 + e)) with e = e⁻|ˣ|: no cancellation on either side.
    ///
    /// Error: f32 1.299 ulp over all 2³² inputs (worst at 3d9862ac), f64 1.225 ulp over 10⁷ (worst at
    /// 3f9b77e3083e9230). Special values: softplus(−∞) = +0, softplus(+∞) = +∞.
    ///
    /// Source: derived; minimax polynomial of (2·artanh(s) − 2s) / s³.
    public static final Composite SOFTPLUS = Composite.unary("softplus")
            .expansion(Logistic::softplus)
            .partial((x, y) -> x.apply(SIGMOID))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("softplus(-∞) = +0, softplus(+∞) = +∞")
            .source("derived: max(x, 0) + 2·artanh(e / (2 + e)), e = exp(-|x|)")
            .build();

    /// (2·artanh(s) − 2s) / s³ in s² for s ≤ ⅓; relative error of artanh 2⁻²⁷·⁶.
    private static final double[] ARTANH_F32 = {0x1.5555p-1, 0x1.99d2d4p-2, 0x1.1ead7cp-2, 0x1.1f2edcp-2};

    /// The same for f64, 2⁻⁵⁹·³.
    private static final double[] ARTANH_F64 = {
        0x1.5555555555533p-1, 0x1.99999999a0d55p-2, 0x1.249249205a647p-2, 0x1.c71c7435ce096p-3,
        0x1.745cb05f47de4p-3, 0x1.3b1e2b740116fp-3, 0x1.106389a30c7c6p-3, 0x1.f01d2889059b8p-4,
        0x1.547c5651e49c4p-4, 0x1.5d9ddea22bfe8p-3
    };

    private Logistic() {}

    private static Expr sigmoid(Expr x) {
        Shares shares = shares(expOfMinusAbs(x));
        return x.lt(0).select(shares.small(), shares.large());
    }

    private static Expr softplus(Expr x) {
        ReducedExp e = expOfMinusAbs(x);
        Expr y = log1pUnscaled(e);
        return x.gt(0).select(y.fma(e.smallPower(), x), e.scale(y));
    }

    /// 1/(1 + e) and e/(1 + e) for e ≤ 1.
    ///
    /// @param quotient e/(1 + e) without its power of two
    /// @param reciprocal 1/(1 + e) but for `correction`
    record Shares(ReducedExp e, Expr quotient, Expr reciprocal, Expr correction) {
        Expr small() {
            return e.scale(quotient);
        }

        Expr large() {
            return reciprocal.add(correction);
        }
    }

    static Shares shares(ReducedExp e) {
        Expr one = e.r().constant(1);
        Expr small = e.smallPower();
        Expr denominator = e.hi().add(e.lo()).mul(small).add(1);
        Expr rest = e.lo().fma(small, e.hi().fma(small, one.sub(denominator)));
        Expr reciprocal = one.div(denominator);
        Expr minus = reciprocal.neg();
        Expr correction = reciprocal.mul(minus.fma(rest, minus.fma(denominator, one)));
        Expr quotient = e.hi().fma(reciprocal, e.hi().fma(correction, e.lo().mul(reciprocal)));
        return new Shares(e, quotient, reciprocal, correction);
    }

    /// log(1 + e) for e ≤ 1, without the power of two of e.
    static Expr log1pUnscaled(ReducedExp e) {
        Expr unscaled = e.hi().add(e.lo());
        Expr low = e.hi().sub(unscaled).add(e.lo());
        Expr small = e.smallPower();
        Expr scaled = unscaled.mul(small);
        Expr denominator = scaled.add(2);
        Expr reciprocal = scaled.constant(1).div(denominator);
        // s = quotient · 2ⁿ; the remainder of the division and the low words correct it
        Expr quotient = unscaled.mul(reciprocal);
        Expr minus = quotient.neg();
        Expr remainder = minus.fma(scaled.sub(denominator.sub(2)), minus.fma(denominator, unscaled));
        Expr correction = remainder.add(low).mul(reciprocal);
        Expr s = quotient.mul(small);
        Expr square = s.mul(s);
        double[] artanh = s.dtype() == DType.F32 ? ARTANH_F32 : ARTANH_F64;
        Expr tail = quotient.fma(square.mul(Polynomial.horner(square, artanh)), correction.add(correction));
        return quotient.fma(2, tail);
    }

    /// e⁻|ˣ|; below the clamp the result of every user is the same to the last bit.
    static ReducedExp expOfMinusAbs(Expr x) {
        return ReducedExp.of(x.abs().neg().max(least(x)));
    }

    /// Where e⁻|ˣ| is clamped.
    static double least(Expr x) {
        return x.dtype() == DType.F32 ? -110 : -760;
    }
}
