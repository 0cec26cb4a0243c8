package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.normalCdf;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.where;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// An option that pays 1 if the asset ends above the strike, and what becomes of its greeks on a path.
public final class Digital {
    private Digital() {}

    /// The normal law of the logarithm of the spot at expiry.
    private record Law(Tensor mean, Tensor deviation) {
        static Law of(Option o) {
            Tensor growth = o.rate().minus(square(o.vol()).div(2)).times(o.expiry());
            return new Law(log(o.spot()).plus(growth), o.vol().times(sqrt(o.expiry())));
        }

        Tensor draw(Tensor path) {
            Tensor z = Random.key(42).sample(path).normal(DType.F64);
            return mean.plus(deviation.times(z));
        }
    }

    /// The payoff as it is: its derivative is 0 on every path.
    public static Fn<OnPath, Tensor> pathwise() {
        return discounted(
                "pathwise", in -> pays(in.option(), Law.of(in.option()).draw(in.path())));
    }

    /// A ramp in the place of the jump, that rises over about four times `width`.
    public static Fn<OnPath, Tensor> smoothed(double width) {
        return discounted("smoothed", in -> {
            Tensor spot = exp(Law.of(in.option()).draw(in.path()));
            return sigmoid(spot.minus(in.option().strike()).div(width));
        });
    }

    /// The payoff as it is, with sensitivities through the density of the spot.
    public static Fn<OnPath, Tensor> likelihoodRatio() {
        return discounted("likelihoodRatio", in -> {
            Law law = Law.of(in.option());
            Tensor drawn = stopGradient(law.draw(in.path()));
            Tensor density = LikelihoodRatio.logNormalDensity(drawn, law.mean(), law.deviation());
            return pays(in.option(), drawn).times(LikelihoodRatio.weight(density));
        });
    }

    private static Tensor pays(Option o, Tensor logSpot) {
        return where(logSpot.gt(log(o.strike())), constant(DType.F64, 1), constant(DType.F64, 0));
    }

    private static Fn<OnPath, Tensor> discounted(String name, Function<OnPath, Tensor> pays) {
        return Fn.trace(
                name,
                OnPath.spec(),
                in -> pays.apply(in)
                        .times(exp(neg(in.option().rate().times(in.option().expiry())))));
    }

    /// The closed form.
    public static Fn<Option, Tensor> price() {
        return Fn.trace("digital", OnPath.spec().option(), o -> {
            Law law = Law.of(o);
            Tensor chance = normalCdf(law.mean().minus(log(o.strike())).div(law.deviation()));
            return chance.times(exp(neg(o.rate().times(o.expiry()))));
        });
    }

    /// Prints value, delta and vega by each method, and in closed form.
    public static void run(Engine engine, int paths, PrintStream out) {
        Map<String, Fn<OnPath, Tensor>> methods = new LinkedHashMap<>();
        methods.put("pathwise", pathwise());
        methods.put("smoothed, width 10", smoothed(10));
        methods.put("smoothed, width 1", smoothed(1));
        methods.put("smoothed, width 0.1", smoothed(0.1));
        methods.put("likelihood ratio", likelihoodRatio());
        Comparison.print(engine, methods, price(), OnPath.atTheMoney(), paths, out);
    }
}
