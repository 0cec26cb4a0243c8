package dev.gradlane.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Means with their standard errors, whole and in parts.
class EstimateTest {
    /// Of 1, 2, 3, 4, 5: mean 3, variance 5/2, variance of the mean 1/2.
    @Test
    void theErrorIsThatOfTheMean() {
        Estimate estimate = Estimate.of(new double[] {1, 2, 3, 4, 5});
        assertEquals(3, estimate.value());
        assertEquals(Math.sqrt(0.5), estimate.error(), 1e-16);
        assertEquals(2, estimate.errorsFrom(3 + Math.sqrt(2)), 1e-15);
        assertEquals("3.000000 ± 0.707107", estimate.toString());
    }

    @Test
    void partsMakeTheWhole() {
        Estimate whole = Estimate.of(new double[] {1, -2, 3.5, 4, 5, 6, 70});
        Estimate parts = Estimate.of(new double[] {1, -2}).and(Estimate.of(new double[] {3.5, 4, 5, 6, 70}));
        assertEquals(whole.samples(), parts.samples());
        assertEquals(whole.value(), parts.value(), 1e-14);
        assertEquals(whole.error(), parts.error(), 1e-14);
    }
}
