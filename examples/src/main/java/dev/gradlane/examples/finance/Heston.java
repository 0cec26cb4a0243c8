package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.log1p;
import static dev.gradlane.Ops.minus;
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
import dev.gradlane.Tree;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.finance.HestonFormula.Call;
import dev.gradlane.examples.finance.HestonFormula.Model;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.List;
import java.util.function.BiFunction;

/// A call in Heston's model by Monte Carlo with sensitivities along each path, beside the formula.
///
/// Over a step the variance is drawn lognormal with the mean and variance that it has in the model (Andersen and
/// Brotherton-Ratcliffe, 2005). Given its path, the logarithm of the spot at expiry is normal with a mean and variance
/// that
/// follow from the integral of v and its last value: one more random number gives the payoff, or none, if its
/// conditional expectation is taken instead (Romano and Touzi, 1997).
public final class Heston {
    /// Steps until expiry.
    public static final int STEPS = 64;

    private Heston() {}

    /// A model, a call and the number of a path.
    public record In(Model model, Call call, Tensor path) {}

    /// The variance, and its integral until now.
    private record State(Tensor variance, Tensor integral) {}

    /// The normal law of log S at expiry, given v's path.
    private record Law(Tensor mean, Tensor variance) {}

    private static Law simulate(In in) {
        Model m = in.model();
        Tensor dt = in.call().expiry().div(STEPS);
        Tensor decay = exp(neg(m.reversion().times(dt)));
        Tensor risen = minus(1, decay);
        Tensor noise = square(m.volOfVol()).times(risen).div(m.reversion());
        Tensor ofLongRun = m.longRun().times(risen).div(2);
        Random random = Random.key(42).sample(in.path());
        State start = new State(m.variance(), constant(DType.F64, 0));
        State end = repeat(STEPS, start, (s, step) -> {
            Tensor mean = s.variance().minus(m.longRun()).times(decay).plus(m.longRun());
            Tensor spread = s.variance().times(decay).plus(ofLongRun).times(noise);
            Tensor width = log1p(spread.div(square(mean)));
            Tensor z = random.stream(step).normal(DType.F64);
            Tensor variance = mean.times(exp(sqrt(width).times(z).minus(width.div(2))));
            Tensor middle = s.variance().plus(variance).div(2);
            return new State(variance, s.integral().plus(middle.times(dt)));
        });
        return law(in, end.variance(), end.integral());
    }

    private static Law law(In in, Tensor variance, Tensor integral) {
        Model m = in.model();
        Call c = in.call();
        Tensor drift = m.reversion().times(m.longRun().times(c.expiry()).minus(integral));
        Tensor shared =
                variance.minus(m.variance()).minus(drift).times(m.correlation().div(m.volOfVol()));
        Tensor mean = log(c.spot())
                .plus(c.rate().times(c.expiry()))
                .minus(integral.div(2))
                .plus(shared);
        Tensor own = minus(1, square(m.correlation()));
        return new Law(mean, own.times(integral));
    }

    /// What the call pays at the end of a path, discounted.
    public static Fn<In, Tensor> payoff() {
        return trace("payoff", (in, law) -> {
            Tensor z = Random.key(42).sample(in.path()).stream(STEPS).normal(DType.F64);
            Tensor spot = exp(law.mean().plus(sqrt(law.variance()).times(z)));
            return relu(spot.minus(in.call().strike()));
        });
    }

    /// The expectation of the payoff given the path of the variance.
    public static Fn<In, Tensor> conditional() {
        return trace("conditional", (in, law) -> {
            Tensor strike = in.call().strike();
            Tensor sd = sqrt(law.variance());
            Tensor d = law.mean().minus(log(strike)).div(sd);
            Tensor forward = exp(law.mean().plus(law.variance().div(2)));
            return forward.times(normalCdf(d.plus(sd))).minus(strike.times(normalCdf(d)));
        });
    }

    private static Fn<In, Tensor> trace(String name, BiFunction<In, Law, Tensor> pays) {
        var spec = HestonFormula.spec();
        return Fn.trace(name, new In(spec.model(), spec.call(), i64()), in -> {
            Tensor discount = exp(neg(in.call().rate().times(in.call().expiry())));
            return pays.apply(in, simulate(in)).times(discount);
        });
    }

    /// Names of what [#estimate] estimates.
    static final List<String> NAMES = List.of(
            "value", "variance", "reversion", "longRun", "volOfVol", "correlation", "spot", "strike", "rate", "expiry");

    /// Value, then derivatives in the order of [#NAMES], over so many paths.
    public static List<Estimate> estimate(Engine engine, Fn<In, Tensor> payoff, HestonFormula.In at, int paths) {
        var wanted = payoff.valueAndGradient(in -> new HestonFormula.In(in.model(), in.call()));
        try (var greeks = engine.compile(wanted.batched(In::path))) {
            return MonteCarlo.means(paths, samples -> greeks.run(new In(at.model(), at.call(), samples)));
        }
    }

    /// A model in which variances rarely come near 0.
    static HestonFormula.In market() {
        return new HestonFormula.In(
                new Model(Tensor.of(0.04), Tensor.of(2.0), Tensor.of(0.05), Tensor.of(0.3), Tensor.of(-0.7)),
                new Call(Tensor.of(100.0), Tensor.of(100.0), Tensor.of(0.03), Tensor.of(1.0)));
    }

    /// Prints value and greeks of both estimators beside those of the formula.
    public static void run(Engine engine, int paths, PrintStream out) {
        List<Estimate> plain = estimate(engine, payoff(), market(), paths);
        List<Estimate> conditional = estimate(engine, conditional(), market(), paths);
        try (var formula = engine.compile(HestonFormula.price().valueAndGradient())) {
            List<Tensor> truth = Tree.leaves(formula.run(market()));
            for (int i = 0; i < NAMES.size(); i++) {
                out.printf(
                        "%-12s%24s   conditional%24s   formula%12.6f%n",
                        NAMES.get(i),
                        plain.get(i),
                        conditional.get(i),
                        truth.get(i).item());
            }
        }
    }
}
