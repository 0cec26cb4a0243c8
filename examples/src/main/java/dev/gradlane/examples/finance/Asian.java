package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.normalCdf;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/// A call on the average of daily fixings, by Monte Carlo with sensitivities along each path.
///
/// The arithmetic average has no closed form. The geometric one has (Kemna and Vorst, 1990) and is nearly the
/// same number on every path, so the difference of the two has a far smaller error than either.
public final class Asian {
    /// Fixings until expiry, equally spaced.
    public static final int FIXINGS = 252;

    private Asian() {}

    /// Averages of the asset's price over the fixings of a path.
    private record Averages(Tensor arithmetic, Tensor geometric) {}

    private record State(Tensor logSpot, Tensor sum, Tensor logSum) {}

    private static Averages simulate(OnPath in) {
        Option o = in.option();
        Tensor dt = o.expiry().div(FIXINGS);
        Tensor drift = o.rate().minus(square(o.vol()).div(2)).times(dt);
        Tensor deviation = o.vol().times(sqrt(dt));
        Random random = Random.key(42).sample(in.path());
        Tensor zero = constant(DType.F64, 0);
        State end = repeat(FIXINGS, new State(log(o.spot()), zero, zero), (s, fixing) -> {
            Tensor z = random.stream(fixing).normal(DType.F64);
            Tensor logSpot = s.logSpot().plus(drift).plus(deviation.times(z));
            return new State(logSpot, s.sum().plus(exp(logSpot)), s.logSum().plus(logSpot));
        });
        return new Averages(end.sum().div(FIXINGS), exp(end.logSum().div(FIXINGS)));
    }

    /// What the option pays for the arithmetic average, discounted.
    public static Fn<OnPath, Tensor> arithmetic() {
        return payoff("arithmetic", (o, a) -> call(o, a.arithmetic()));
    }

    /// The same for the geometric average.
    public static Fn<OnPath, Tensor> geometric() {
        return payoff("geometric", (o, a) -> call(o, a.geometric()));
    }

    /// The arithmetic average itself, discounted.
    public static Fn<OnPath, Tensor> average() {
        return payoff("average", (o, a) -> a.arithmetic().times(discount(o)));
    }

    /// The arithmetic payoff less the geometric one, whose price is put in its place.
    public static Fn<OnPath, Tensor> controlled() {
        return payoff(
                "controlled",
                (o, a) -> call(o, a.arithmetic()).minus(call(o, a.geometric())).plus(geometricPrice(o)));
    }

    private static Fn<OnPath, Tensor> payoff(String name, BiFunction<Option, Averages, Tensor> pays) {
        return Fn.trace(name, OnPath.spec(), in -> pays.apply(in.option(), simulate(in)));
    }

    private static Tensor call(Option o, Tensor average) {
        return relu(average.minus(o.strike())).times(discount(o));
    }

    private static Tensor discount(Option o) {
        return exp(neg(o.rate().times(o.expiry())));
    }

    /// The logarithm of the geometric average is normal: the formula of Black and Scholes with its mean and
    /// variance.
    private static Tensor geometricPrice(Option o) {
        double n = FIXINGS;
        Tensor variance = square(o.vol()).times(o.expiry()).times((n + 1) * (2 * n + 1) / (6 * n * n));
        Tensor mean = log(o.spot())
                .plus(o.rate().minus(square(o.vol()).div(2)).times(o.expiry()).times((n + 1) / (2 * n)));
        Tensor sd = sqrt(variance);
        Tensor d = mean.minus(log(o.strike())).div(sd);
        Tensor forward = exp(mean.plus(variance.div(2)));
        return forward.times(normalCdf(d.plus(sd)))
                .minus(o.strike().times(normalCdf(d)))
                .times(discount(o));
    }

    /// Prints value and greeks, without and with the control, and how fast they come.
    public static void run(Engine engine, int paths, PrintStream out) {
        List<String> names = List.of("value", "spot", "strike", "rate", "vol", "expiry");
        Option option = OnPath.atTheMoney();
        List<Estimate> plain = MonteCarlo.greeks(engine, arithmetic(), option, paths);
        List<Estimate> controlled = MonteCarlo.greeks(engine, controlled(), option, paths);
        for (int i = 0; i < names.size(); i++) {
            out.printf("%-8s%24s   with control%24s%n", names.get(i), plain.get(i), controlled.get(i));
        }
        out.printf(
                Locale.ROOT,
                "%.3f million paths per second, value and 5 derivatives%n",
                MonteCarlo.rate(engine, arithmetic(), option) * 1e-6);
    }
}
