package dev.gradlane.examples.finance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import org.junit.jupiter.api.Test;

/// The parameters come back from the prices that they gave.
class HestonCalibrationTest {
    @Test
    void theModelBehindThePricesIsFound() {
        Tensor exact = HestonCalibration.parameters(0.04, 1.5, 0.06, 0.5, -0.6);
        try (var engine = Engine.open("cpu")) {
            var quotes = HestonCalibration.quotes(engine, 20, exact);
            var fit = HestonCalibration.fit(engine, quotes, HestonCalibration.parameters(0.09, 1, 0.04, 0.3, 0));
            // 20 prices right to some roundings of the spot
            assertTrue(fit.errors() < 20 * 1e-26, "sum of squared errors " + fit.errors());
            assertArrayEquals(exact.toDoubles(), fit.parameters().toDoubles(), 1e-11);
        }
    }
}
