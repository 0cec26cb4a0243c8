package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.div;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.expm1;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.minus;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.pow;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.where;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// A call that is void once the asset has been at the barrier, at any time until expiry.
///
/// A path is drawn at a few dates. Between two of them the asset was at the barrier with a probability that has a
/// closed form, so the drawn dates give the price of continuous watching without a bias.
public final class Barrier {
    /// Below the spot.
    public static final double BARRIER = 90;

    private static final int STEPS = 12;

    private Barrier() {}

    /// What is the same in every step.
    private record Steps(Tensor drift, Tensor deviation, Random random) {
        static Steps of(OnPath in) {
            Option o = in.option();
            Tensor dt = o.expiry().div(STEPS);
            Tensor drift = o.rate().minus(square(o.vol()).div(2)).times(dt);
            return new Steps(drift, o.vol().times(sqrt(dt)), Random.key(42).sample(in.path()));
        }

        Tensor next(Tensor logSpot, Tensor step) {
            return logSpot.plus(drift).plus(deviation.times(random.stream(step).normal(DType.F64)));
        }

        /// The probability that the asset stays above the barrier between two dates, 0 if it is below at the second.
        Tensor survival(Tensor before, Tensor after) {
            Tensor distances = before.minus(StrictMath.log(BARRIER)).times(after.minus(StrictMath.log(BARRIER)));
            return relu(neg(expm1(distances.times(-2).div(square(deviation)))));
        }

        /// Whether it stays, drawn.
        Tensor survives(Tensor survival, Tensor step) {
            return random.stream(step.plus(STEPS)).uniform(DType.F64).lt(survival);
        }
    }

    private record State(Tensor logSpot, Tensor alive) {}

    private static Tensor pays(Option o, State end) {
        Tensor discount = exp(neg(o.rate().times(o.expiry())));
        return relu(exp(end.logSpot()).minus(o.strike())).times(end.alive()).times(discount);
    }

    private static State start(Option o) {
        return new State(log(o.spot()), constant(DType.F64, 1));
    }

    /// The payoff as it is, void where the asset was at the barrier. Derivatives along the path do not see that a
    /// parameter decides which paths these are.
    public static Fn<OnPath, Tensor> pathwise() {
        return Fn.trace("pathwise", OnPath.spec(), in -> {
            Steps steps = Steps.of(in);
            State end = repeat(STEPS, start(in.option()), (s, step) -> {
                Tensor next = steps.next(s.logSpot(), step);
                Tensor survives = steps.survives(steps.survival(s.logSpot(), next), step);
                return new State(next, where(survives, s.alive(), constant(DType.F64, 0)));
            });
            return pays(in.option(), end);
        });
    }

    /// The payoff times the probability that it is not void, given the dates: no jump is left.
    public static Fn<OnPath, Tensor> conditional() {
        return Fn.trace("conditional", OnPath.spec(), in -> {
            Steps steps = Steps.of(in);
            State end = repeat(STEPS, start(in.option()), (s, step) -> {
                Tensor next = steps.next(s.logSpot(), step);
                return new State(next, s.alive().times(steps.survival(s.logSpot(), next)));
            });
            return pays(in.option(), end);
        });
    }

    private record Drawn(State state, Tensor logDensity) {}

    /// The payoff as it is, with sensitivities through the density of all that is drawn.
    public static Fn<OnPath, Tensor> likelihoodRatio() {
        return Fn.trace("likelihoodRatio", OnPath.spec(), in -> {
            Steps steps = Steps.of(in);
            Drawn start = new Drawn(start(in.option()), constant(DType.F64, 0));
            Drawn end = repeat(STEPS, start, (d, step) -> {
                Tensor before = d.state().logSpot();
                Tensor next = stopGradient(steps.next(before, step));
                Tensor density = LikelihoodRatio.logNormalDensity(next, before.plus(steps.drift()), steps.deviation());
                Tensor survival = steps.survival(before, next);
                Tensor survives = steps.survives(survival, step);
                Tensor one = constant(DType.F64, 1);
                Tensor alive = where(survives, d.state().alive(), constant(DType.F64, 0));
                Tensor logSurvival = log(where(survives, survival, one)); // log 0 would have a derivative
                return new Drawn(
                        new State(next, alive), d.logDensity().plus(density).plus(logSurvival));
            });
            return pays(in.option(), end.state()).times(LikelihoodRatio.weight(end.logDensity()));
        });
    }

    /// The closed form for a barrier that is not above the strike (Merton, 1973): the call less its mirror image.
    public static Fn<Option, Tensor> price() {
        Fn<Option, Tensor> call = Greeks.price();
        return Fn.trace("barrier", OnPath.spec().option(), o -> {
            Tensor mirrored = div(BARRIER * BARRIER, o.spot());
            Tensor power = minus(1, o.rate().times(2).div(square(o.vol())));
            Option image = new Option(mirrored, o.strike(), o.rate(), o.vol(), o.expiry());
            return call.apply(o).minus(pow(o.spot().div(BARRIER), power).times(call.apply(image)));
        });
    }

    /// Prints value, delta and vega by each method, and in closed form.
    public static void run(Engine engine, int paths, PrintStream out) {
        Map<String, Fn<OnPath, Tensor>> methods = new LinkedHashMap<>();
        methods.put("pathwise", pathwise());
        methods.put("likelihood ratio", likelihoodRatio());
        methods.put("conditional", conditional());
        Comparison.print(engine, methods, price(), OnPath.atTheMoney(), paths, out);
    }
}
