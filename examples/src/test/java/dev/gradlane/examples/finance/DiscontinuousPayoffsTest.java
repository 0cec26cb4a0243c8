package dev.gradlane.examples.finance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.Greeks.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Greeks of payoffs that jump: along the path they are wrong, by the likelihood ratio and by conditioning they
/// lie within 4 of their standard errors of closed forms.
class DiscontinuousPayoffsTest {
    /// Value, delta and vega at 40 digits: of the digital from its formula, of the barrier by integration of the
    /// density of the absorbed process, which is not the formula of the program.
    private record Truth(double value, double delta, double vega) {}

    private static final Truth DIGITAL = new Truth(0.5323248154537634, 0.01876201734584689, -0.6566706071046413);
    private static final Truth BARRIER = new Truth(8.665471658245668, 0.8301694455956146, 11.28142230296816);

    private static final int PATHS = 8192;
    private final Engine engine = Engine.open("cpu");

    private List<Estimate> greeks(Fn<OnPath, Tensor> payoff) {
        return MonteCarlo.greeks(engine, payoff, OnPath.atTheMoney(), PATHS);
    }

    private static void requireWithin(Truth truth, List<Estimate> g) {
        assertTrue(g.get(0).errorsFrom(truth.value()) <= 4, "value " + g.get(0));
        assertTrue(g.get(1).errorsFrom(truth.delta()) <= 4, "delta " + g.get(1));
        assertTrue(g.get(4).errorsFrom(truth.vega()) <= 4, "vega " + g.get(4));
    }

    private void requireClosedForm(Truth truth, Fn<Option, Tensor> price) {
        try (var exact = engine.compile(price.valueAndGradient())) {
            var g = exact.run(OnPath.atTheMoney());
            assertEquals(truth.value(), g.value().item(), 1e-13 * 100);
            assertEquals(truth.delta(), g.gradient().spot().item(), 1e-13 * 100);
            assertEquals(truth.vega(), g.gradient().vol().item(), 1e-13 * 100);
        }
    }

    @Test
    void aDigitalOptionHasNoGreeksAlongThePath() {
        requireClosedForm(DIGITAL, Digital.price());
        for (Estimate derivative : greeks(Digital.pathwise()).subList(1, 3)) {
            assertEquals(new Estimate(PATHS, 0, 0), derivative);
        }
        requireWithin(DIGITAL, greeks(Digital.likelihoodRatio()));
        List<Estimate> narrow = greeks(Digital.smoothed(0.1));
        List<Estimate> wide = greeks(Digital.smoothed(10));
        requireWithin(DIGITAL, narrow);
        // a wide ramp has a small error of its own and a large bias
        assertTrue(wide.get(1).errorsFrom(DIGITAL.delta()) > 20, "delta " + wide.get(1));
        assertTrue(wide.get(1).error() * 10 < narrow.get(1).error(), "delta " + wide.get(1));
    }

    @Test
    void aBarrierIsNotSeenAlongThePath() {
        requireClosedForm(BARRIER, Barrier.price());
        List<Estimate> pathwise = greeks(Barrier.pathwise());
        assertTrue(pathwise.get(0).errorsFrom(BARRIER.value()) <= 4, "value " + pathwise.get(0));
        assertTrue(pathwise.get(1).errorsFrom(BARRIER.delta()) > 20, "delta " + pathwise.get(1));
        requireWithin(BARRIER, greeks(Barrier.likelihoodRatio()));
        requireWithin(BARRIER, greeks(Barrier.conditional()));
    }
}
