package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.cosh;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.sinh;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;

/// The price of a call in Heston's model (1993) as an integral of its characteristic function.
///
/// The integral is that of Lewis (2000), C = S − √(S·K)·e^(−rT/2)/π · ∫₀^∞ Re(e^(iuk)·φ(u − i/2))/(u² + ¼) du, k =
/// log(S/K) + rT, φ in the form that stays on the principal branch (Albrecher, Mayer, Schoutens and Tistaert, 2007).
/// The substitution u = sinh t leaves an even, analytic integrand that decays faster than any exponential: the
/// midpoint rule gains a digit with every few nodes.
public final class HestonFormula {
    private static final int NODES = 112;
    private static final double SPACING = 1.0 / 16;

    private HestonFormula() {}

    /// dS = r·S·dt + √v·S·dW, dv = κ(θ − v)dt + ξ·√v·dZ, dW·dZ = ρ·dt.
    ///
    /// @param variance v at the start
    /// @param reversion κ
    /// @param longRun θ
    /// @param volOfVol ξ
    /// @param correlation ρ
    public record Model(Tensor variance, Tensor reversion, Tensor longRun, Tensor volOfVol, Tensor correlation) {}

    /// A call and what it is written on.
    public record Call(Tensor spot, Tensor strike, Tensor rate, Tensor expiry) {}

    /// What a price depends on.
    public record In(Model model, Call call) {}

    /// The types of [In].
    static In spec() {
        return new In(new Model(f64(), f64(), f64(), f64(), f64()), new Call(f64(), f64(), f64(), f64()));
    }

    /// The price of a call.
    public static Fn<In, Tensor> price() {
        return Fn.trace("heston", spec(), in -> price(in.model(), in.call()));
    }

    private static Tensor price(Model m, Call c) {
        Tensor t = iota(DType.F64, NODES).plus(0.5).times(SPACING);
        Tensor u = sinh(t);
        Tensor k = log(c.spot().div(c.strike())).plus(c.rate().times(c.expiry()));
        Complex transform = logTransform(m, c.expiry(), u);
        Complex rotated = new Complex(transform.re(), transform.im().plus(u.times(k)));
        Tensor integrand = Complex.exp(rotated).re().div(square(u).plus(0.25)).times(cosh(t));
        Tensor integral = integrand.sum().times(SPACING / Math.PI);
        Tensor halfway = exp(c.rate().times(c.expiry()).times(-0.5));
        return c.spot().minus(sqrt(c.spot().times(c.strike())).times(halfway).times(integral));
    }

    /// log φ(u − i/2) of the logarithm of spot over forward: C + D·v.
    private static Complex logTransform(Model m, Tensor expiry, Tensor u) {
        Tensor slope = m.correlation().times(m.volOfVol());
        Tensor xi2 = square(m.volOfVol());
        Complex b = new Complex(m.reversion().minus(slope.div(2)), neg(slope.times(u)));
        Complex d = Complex.sqrt(b.times(b).plus(xi2.times(square(u).plus(0.25))));
        Complex down = b.minus(d);
        Complex g = down.div(b.plus(d));
        Complex decay = Complex.exp(d.times(neg(expiry)));
        Complex rest = g.times(decay).minus(1); // both quotients below have their signs turned in both terms
        Complex constant = down.times(expiry)
                .minus(Complex.log(rest.div(g.minus(1))).times(2))
                .times(m.reversion().times(m.longRun()).div(xi2));
        Complex slopeByVariance =
                down.times(decay.minus(1).div(rest)).times(m.variance().div(xi2));
        return constant.plus(slopeByVariance);
    }
}
