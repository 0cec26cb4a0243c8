package dev.gradlane.examples.finance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.Greeks.Option;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Monte Carlo values and greeks lie within 4 of their own standard errors of the truth. The paths are always the
/// same; a correct program with fresh ones would fail one comparison in 16 000.
class AsianTest {
    private static final int PATHS = 2048;
    private static final double RATE = 0.05;

    /// Value and derivatives by spot, strike, rate, volatility, expiry of the closed forms at 40 digits, and of the
    /// arithmetic average by recursive integration of the density of its logarithm (Carverhill and Clewlow, 1990;
    /// 8 digits by refinement), differentiated by central differences.
    private static final List<Double> GEOMETRIC = List.of(
            5.5655088313493432,
            0.58047650829794114,
            -0.5248214199844477,
            23.573490493924289,
            19.854922096083331,
            3.1641667343045476);

    private static final List<Double> AVERAGE =
            List.of(97.550828020056678, 0.97550828020056678, 0.0, -48.175422331882304, 0.0, -2.4087711165941152);
    private static final List<Double> ARITHMETIC =
            List.of(5.7818244, 0.5891571, -0.5313393, 24.5790099, 21.755309, 3.4044817);

    private static Option option(double vol) {
        return new Option(Tensor.of(100.0), Tensor.of(100.0), Tensor.of(RATE), Tensor.of(vol), Tensor.of(1.0));
    }

    @Test
    void valuesAndGreeksAreThoseOfClosedForms() {
        try (var engine = Engine.open("cpu")) {
            requireWithin(GEOMETRIC, MonteCarlo.greeks(engine, Asian.geometric(), option(0.2), PATHS));
            requireWithin(AVERAGE, MonteCarlo.greeks(engine, Asian.average(), option(0.2), PATHS));
            var plain = MonteCarlo.greeks(engine, Asian.arithmetic(), option(0.2), PATHS);
            var controlled = MonteCarlo.greeks(engine, Asian.controlled(), option(0.2), PATHS);
            requireWithin(ARITHMETIC, plain);
            requireWithin(ARITHMETIC, controlled);
            IntStream.range(0, plain.size())
                    .forEach(i -> assertTrue(
                            plain.get(i).error() > 4 * controlled.get(i).error(), "the control of number " + i));
            requireTheSlopeOfTheSamePaths(engine, plain.get(4).value());
        }
    }

    /// The same random numbers at two volatilities: the difference quotient of the mean is that of a piecewise
    /// smooth function, with kinks of few paths in between.
    private static void requireTheSlopeOfTheSamePaths(Engine engine, double vega) {
        double h = 1e-5;
        try (var value = engine.compile(Asian.arithmetic().batched(OnPath::path).mean())) {
            Tensor samples = dev.gradlane.Random.samples(0, PATHS);
            double up = value.run(new OnPath(option(0.2 + h), samples)).item();
            double down = value.run(new OnPath(option(0.2 - h), samples)).item();
            assertEquals((up - down) / (2 * h), vega, 1e-4 * vega);
        }
    }

    /// A derivative that no path has is 0 exactly, with no error.
    private static void requireWithin(List<Double> truth, List<Estimate> estimates) {
        for (int i = 0; i < truth.size(); i++) {
            Estimate estimate = estimates.get(i);
            int number = i;
            assertTrue(
                    estimate.error() == 0 ? estimate.value() == truth.get(i) : estimate.errorsFrom(truth.get(i)) <= 4,
                    () -> "number " + number + ": " + estimate + ", not " + truth.get(number));
        }
    }
}
