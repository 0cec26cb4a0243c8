package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.abs;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.max;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.where;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.Locale;
import java.util.SplittableRandom;

/// The volatility at which the formula of Black and Scholes gives a quoted price, by Newton's method.
///
/// Its derivative does not go through the loop. The volatility σ(q) of a quote q solves C(σ, q) = price, hence
/// dσ = (dprice − ∂C/∂q·dq) / (∂C/∂σ): one evaluation at the solution, however many steps led there.
public final class ImpliedVolatility {
    private static final Fn<Option, Tensor> PRICE = Greeks.price();
    private static final int MOST_STEPS = 50;

    private ImpliedVolatility() {}

    /// The price of a call and its terms.
    public record Quote(Tensor price, Tensor spot, Tensor strike, Tensor rate, Tensor expiry) {
        Option at(Tensor vol) {
            return new Option(spot, strike, rate, vol, expiry);
        }
    }

    /// An approximation, and the step that led to it.
    private record State(Tensor vol, Tensor step) {}

    /// The volatility of a quote; NaN for a price that none gives.
    public static Fn<Quote, Tensor> impliedVolatility() {
        Quote spec = new Quote(f64(), f64(), f64(), f64(), f64());
        Fn<Quote, Tensor> solution = Fn.trace("impliedVolatility", spec, ImpliedVolatility::newton);
        return solution.withJvp(q -> implicit(q, solution.apply(q.primal())));
    }

    /// Starts where the price has its inflection as a function of the volatility (Manaster and Koehler, 1982): from
    /// there the steps do not overshoot. After a step of 10⁻⁸ the error of the next is its square.
    private static Tensor newton(Quote q) {
        Tensor discounted = q.strike().times(exp(neg(q.rate().times(q.expiry()))));
        Tensor inflection = sqrt(abs(log(q.spot().div(discounted))).times(2).div(q.expiry()));
        Tensor possible =
                q.price().gt(relu(q.spot().minus(discounted))).and(q.price().lt(q.spot()));
        Tensor start = where(possible, max(inflection, constant(DType.F64, 0.01)), constant(DType.F64, Double.NaN));
        return whileLoop(
                        new State(start, start),
                        s -> abs(s.step()).gt(s.vol().times(1e-8)),
                        s -> {
                            var c = PRICE.valueAndGradient(Option::vol).apply(q.at(s.vol()));
                            Tensor step = q.price().minus(c.value()).div(c.gradient());
                            return new State(s.vol().plus(step), step);
                        },
                        MOST_STEPS)
                .vol();
    }

    private static Tensor implicit(Dual<Quote> q, Tensor vol) {
        Option c = PRICE.gradient().apply(q.primal().at(vol));
        Quote dq = q.tangent();
        Tensor moved = c.spot()
                .times(dq.spot())
                .plus(c.strike().times(dq.strike()))
                .plus(c.rate().times(dq.rate()))
                .plus(c.expiry().times(dq.expiry()));
        return dq.price().minus(moved).div(c.vol());
    }

    /// Options neither far in nor far out of the money, the same for a seed; each column has one number per option.
    static Option book(int options, long seed) {
        var random = new SplittableRandom(seed);
        return new Option(
                Tensor.of(random.doubles(options, 95, 105).toArray()),
                Tensor.of(random.doubles(options, 80, 120).toArray()),
                Tensor.of(random.doubles(options, 0, 0.05).toArray()),
                Tensor.of(random.doubles(options, 0.1, 0.6).toArray()),
                Tensor.of(random.doubles(options, 0.25, 2).toArray()));
    }

    /// Prices a book, solves for its volatilities and prints how far they and their derivatives are from those that it
    /// was priced with.
    public static void run(Engine engine, int options, PrintStream out) {
        Option book = book(options, 42);
        try (var pricing = engine.compile(PRICE.valueAndGradient().batched());
                var solving =
                        engine.compile(impliedVolatility().valueAndGradient().batched())) {
            var priced = pricing.run(book);
            var solved = solving.run(new Quote(priced.value(), book.spot(), book.strike(), book.rate(), book.expiry()));
            double[] exact = book.vol().toDoubles();
            double[] vega = priced.gradient().vol().toDoubles();
            double[] vol = solved.value().toDoubles();
            double[] slope = solved.gradient().price().toDoubles();
            double error = 0;
            double slopeError = 0;
            for (int i = 0; i < options; i++) {
                error = Math.max(error, Math.abs(vol[i] - exact[i]));
                slopeError = Math.max(slopeError, Math.abs(slope[i] * vega[i] - 1));
            }
            out.printf(Locale.ROOT, "largest error of a volatility           %.1e%n", error);
            out.printf(Locale.ROOT, "largest relative error of d vol/d price %.1e%n", slopeError);
        }
    }
}
