package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.normalCdf;
import static dev.gradlane.Ops.sqrt;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// The Black–Scholes price of a European call; its greeks are its derivatives.
public final class Greeks {
    private Greeks() {}

    /// @param spot price of the asset
    /// @param strike price agreed
    /// @param rate continuously compounded, per year
    /// @param vol volatility, per square root of a year
    /// @param expiry in years
    public record Option(Tensor spot, Tensor strike, Tensor rate, Tensor vol, Tensor expiry) {}

    /// The price of one option.
    public static Fn<Option, Tensor> price() {
        return price(f64());
    }

    /// The same for numbers of another type.
    ///
    /// @param number `f32()` or `f64()`
    public static Fn<Option, Tensor> price(Tensor number) {
        return Fn.trace("call", new Option(number, number, number, number, number), Greeks::call);
    }

    private static Tensor call(Option o) {
        var sd = o.vol().times(sqrt(o.expiry()));
        var drift = log(o.spot().div(o.strike())).plus(o.rate().times(o.expiry()));
        var d1 = drift.div(sd).plus(sd.times(0.5));
        var discount = exp(o.rate().times(o.expiry()).unaryMinus());
        return o.spot().times(normalCdf(d1)).minus(o.strike().times(discount).times(normalCdf(d1.minus(sd))));
    }
}
