package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// x·tanh(softplus(x)) and its gate, rational in e = eˣ: tanh(ln(1 + e)) = e(e + 2) / (e(e + 2) + 2). With E = e⁻|ˣ|
/// it is E·T/D, T = E + 2, D = E·T + 2 for x < 0, and T/D, T = 2E + 1, D = 2E² + T otherwise, both in two words.
public final class Mish {
    /// x·tanh(softplus(x)). Error: f32 1.48 ulp over 6·10⁷ of the inputs (worst at c17f05af), f64 1.39
    /// ulp over 10⁴. Special values: mish(±0) = ±0, mish(−∞) = −0 (the limit from below), mish(+∞) = +∞.
    ///
    /// Derivative gate + x·gate': relative accuracy is lost near its root −1.1924 alone. Source: derived.
    public static final Composite MISH = Composite.unary("mish")
            .expansion(Mish::mish)
            .partial((x, y) -> finite(x).fma(x.apply(slope()), x.apply(gate())))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("mish(±0) = ±0, mish(-∞) = -0, mish(+∞) = +∞")
            .source("derived: rational in exp(-|x|), division in two words")
            .build();

    /// tanh(softplus(x)), the gate of [#MISH]. Error: f32 0.77 ulp over 6·10⁷ of the inputs (worst
    /// at c2af79ca), f64 0.74 ulp over 10⁴. Special values: tanhSoftplus(−∞) = +0, tanhSoftplus(±0) = 0.6,
    /// tanhSoftplus(+∞) = 1. Source: derived.
    public static final Composite TANH_SOFTPLUS = Composite.unary("tanhSoftplus")
            .expansion(Mish::tanhSoftplus)
            .partial((x, y) -> x.apply(slope()))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("tanhSoftplus(-∞) = +0, tanhSoftplus(±0) = 0.6, tanhSoftplus(+∞) = 1")
            .source("derived: rational in exp(-|x|), division in two words")
            .build();

    /// The derivative of the gate, 4e(e + 1) / D². Error: f32 2.3 ulp over 10⁶ of the inputs, f64 2.4 ulp
    /// over 10⁴. Special values: +0 at ±∞. Derivative itself·(σ(−x) − 2·gate·σ(x)), relative
    /// accuracy lost at its root alone.
    ///
    /// Source: derived.
    public static final Composite TANH_SOFTPLUS_DERIVATIVE = Composite.unary("tanhSoftplusDerivative")
            .expansion(Mish::tanhSoftplusDerivative)
            .partial((x, y) -> y.mul(x.apply(TANH_SOFTPLUS)
                    .mul(-2)
                    .fma(x.apply(Logistic.SIGMOID), x.neg().apply(Logistic.SIGMOID))))
            .promise(DType.F32, 4)
            .promise(DType.F64, 4)
            .specialValues("tanhSoftplusDerivative(±∞) = +0")
            .source("derived: rational in exp(-|x|)")
            .build();

    private Mish() {}

    /// A forward reference to [#TANH_SOFTPLUS], which the initialiser of [#MISH] may not name.
    private static Composite gate() {
        return TANH_SOFTPLUS;
    }

    /// The same to [#TANH_SOFTPLUS_DERIVATIVE].
    private static Composite slope() {
        return TANH_SOFTPLUS_DERIVATIVE;
    }

    /// x within ±10⁴, where the derivative of the gate is 0: so x·0 is no NaN at ±∞.
    private static Expr finite(Expr x) {
        return x.max(-10_000).min(10_000);
    }

    private static Expr mish(Expr x) {
        Quotient q = Quotient.of(x);
        Expr below = q.e().scale(x.max(Logistic.least(x)).mul(q.unscaled()));
        return q.negative().select(below, x.mul(q.value()));
    }

    private static Expr tanhSoftplus(Expr x) {
        Quotient q = Quotient.of(x);
        return q.negative().select(q.e().scale(q.unscaled()), q.value());
    }

    private static Expr tanhSoftplusDerivative(Expr x) {
        Quotient q = Quotient.of(x);
        Expr one = x.constant(1);
        Expr minus = q.reciprocal().neg();
        Expr rest = q.reciprocal().mul(minus.fma(q.denominatorLow(), minus.fma(q.denominator(), one)));
        // the exact reciprocal is r + rest, its square r² + 2·r·rest
        Expr square =
                q.reciprocal().fma(q.reciprocal(), q.reciprocal().mul(rest).mul(2));
        Expr rational = q.small().fma(square, square).mul(4);
        Expr once = q.unit().fma(rational, q.unitLow().mul(rational));
        Expr twice = q.small().fma(once, q.smallLow().mul(once));
        return q.e().scale(q.negative().select(once, twice));
    }

    /// T/D and what it is made of.
    ///
    /// @param negative whether x < 0
    /// @param e E, unscaled
    /// @param unit E / 2ⁿ, rounded
    /// @param unitLow what that rounding left
    /// @param small E, rounded
    /// @param smallLow what that rounding left
    /// @param denominator D, rounded
    /// @param denominatorLow what that rounding left
    /// @param reciprocal 1/D, rounded
    /// @param quotient T/D, nearly
    /// @param correction what is missing from it
    private record Quotient(
            Expr negative,
            ReducedExp e,
            Expr unit,
            Expr unitLow,
            Expr small,
            Expr smallLow,
            Expr denominator,
            Expr denominatorLow,
            Expr reciprocal,
            Expr quotient,
            Expr correction) {
        static Quotient of(Expr x) {
            ReducedExp e = Logistic.expOfMinusAbs(x);
            Expr unit = e.hi().add(e.lo());
            Expr unitLow = e.hi().sub(unit).add(e.lo());
            Expr power = e.smallPower();
            Expr small = unit.mul(power);
            Expr one = x.constant(1);
            Expr two = x.constant(2);
            Expr negative = x.lt(0);
            Expr factor = negative.select(one, two);
            Expr addend = negative.select(two, one);
            Expr smallLow = unitLow.mul(power);
            Expr lowPart = smallLow.mul(factor);
            Expr t = factor.fma(small, addend);
            Expr tLow = factor.fma(small, addend.sub(t)).add(lowPart);
            Expr other = negative.select(t, small.add(small));
            Expr start = negative.select(two, t);
            Expr d = small.fma(other, start);
            Expr rounding = small.fma(other, start.sub(d));
            Expr dLow = tLow.fma(negative.select(small, one), lowPart.fma(other, rounding));
            Expr reciprocal = one.div(d);
            Expr quotient = t.mul(reciprocal);
            Expr minus = quotient.neg();
            Expr remainder = minus.fma(dLow, minus.fma(d, t).add(tLow));
            Expr correction = remainder.mul(reciprocal);
            return new Quotient(negative, e, unit, unitLow, small, smallLow, d, dLow, reciprocal, quotient, correction);
        }

        /// T/D.
        Expr value() {
            return quotient.add(correction);
        }

        /// E·T/D / 2ⁿ.
        Expr unscaled() {
            return unit.fma(quotient, unit.fma(correction, unitLow.mul(quotient)));
        }
    }
}
