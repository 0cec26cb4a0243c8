package dev.gradlane.examples.finance;

import static dev.gradlane.examples.finance.Heston.market;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.finance.HestonFormula.Call;
import dev.gradlane.examples.finance.HestonFormula.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The formula against adaptive quadrature at 40 digits, the simulation against the formula.
class HestonTest {
    private static final int PATHS = 2048;

    /// In the order of [Heston#NAMES]; derivatives are central differences of the 40 digits.
    private static final List<Double> TRUTH = List.of(
            9.7741614178782209,
            38.104388802963433,
            0.21245382673122179,
            51.406900470931453,
            -1.2055468036525629,
            0.041682127861385672,
            0.64985995384347703,
            -0.55211833966469482,
            55.211833966469482,
            5.8141192070258675);

    @Test
    void theFormulaHasTheDigitsOfAdaptiveQuadrature() {
        try (var engine = Engine.open("cpu");
                var formula = engine.compile(HestonFormula.price().valueAndGradient())) {
            List<Tensor> numbers = Tree.leaves(formula.run(market()));
            for (int i = 0; i < TRUTH.size(); i++) {
                // terms of the size of the spot, 100, cancel; by the rate they are as large as its product with strike
                assertEquals(TRUTH.get(i), numbers.get(i).item(), 1e-12 * 100, Heston.NAMES.get(i));
            }
            // the example of Fang and Oosterlee (2008), section 5.3: 5.785155450 there
            var published = new HestonFormula.In(
                    new Model(
                            Tensor.of(0.0175),
                            Tensor.of(1.5768),
                            Tensor.of(0.0398),
                            Tensor.of(0.5751),
                            Tensor.of(-0.5711)),
                    new Call(Tensor.of(100.0), Tensor.of(100.0), Tensor.of(0.0), Tensor.of(1.0)));
            double price = formula.run(published).value().item();
            assertEquals(5.785155450, price, 2e-8);
            assertEquals(5.785155434376189, price, 1e-12 * 100);
        }
    }

    @Test
    void theSimulationHasTheFormulasValueAndGreeks() {
        try (var engine = Engine.open("cpu")) {
            var plain = Heston.estimate(engine, Heston.payoff(), market(), PATHS);
            var conditional = Heston.estimate(engine, Heston.conditional(), market(), PATHS);
            for (int i = 0; i < TRUTH.size(); i++) {
                requireWithin(i, plain.get(i));
                requireWithin(i, conditional.get(i));
                assertTrue(conditional.get(i).error() < plain.get(i).error(), Heston.NAMES.get(i));
            }
            requireTheSlopeOfTheSamePaths(engine, conditional);
        }
    }

    private static void requireWithin(int number, Estimate estimate) {
        assertTrue(
                estimate.errorsFrom(TRUTH.get(number)) <= 4,
                () -> Heston.NAMES.get(number) + ": " + estimate + ", not " + TRUTH.get(number));
    }

    /// The conditional expectation is smooth in every parameter: central differences with the same random numbers
    /// agree to the square of the bump.
    private static void requireTheSlopeOfTheSamePaths(Engine engine, List<Estimate> pathwise) {
        var at = market();
        double h = 1e-4;
        try (var value =
                engine.compile(Heston.conditional().batched(Heston.In::path).mean())) {
            Tensor samples = dev.gradlane.Random.samples(0, PATHS);
            double[] bumped = new double[2];
            for (int side = 0; side < 2; side++) {
                Model m = at.model();
                Tensor volOfVol = Tensor.of(0.3 + (2 * side - 1) * h);
                var model = new Model(m.variance(), m.reversion(), m.longRun(), volOfVol, m.correlation());
                bumped[side] =
                        value.run(new Heston.In(model, at.call(), samples)).item();
            }
            double slope = (bumped[1] - bumped[0]) / (2 * h);
            assertEquals(slope, pathwise.get(Heston.NAMES.indexOf("volOfVol")).value(), 1e-6 * Math.abs(slope));
        }
    }
}
