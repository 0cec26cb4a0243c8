package dev.gradlane.examples;

import dev.gradlane.Tensor;

/// Diabetes of 442 patients: ten measurements, and how far it had progressed a year later.
public final class Diabetes {
    public static final int FEATURES = 10;

    private Diabetes() {}

    /// @param features `f64[…,10]`, standardised (mean 0, variance 1)
    /// @param progression `f64[…]`
    public record Patient(Tensor features, Tensor progression) {}

    /// All patients.
    public static Patient load() {
        var columns = Bundled.columns("diabetes.csv");
        double[] progression = columns.remove("progression");
        return new Patient(
                Tensor.of(Bundled.standardised(columns), progression.length, FEATURES), Tensor.of(progression));
    }
}
