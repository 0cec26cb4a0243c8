package dev.gradlane.examples;

import dev.gradlane.Tensor;
import dev.gradlane.examples.LogisticRegression.Sample;

/// The Wisconsin Diagnostic Breast Cancer data: 569 samples of 30 features, standardised (mean 0, variance 1).
public final class BreastCancer {
    public static final int FEATURES = 30;

    private BreastCancer() {}

    /// All samples: features `f64[569,30]`, label `f64[569]` (1: benign).
    public static Sample load() {
        var columns = Bundled.columns("breast_cancer.csv");
        double[] label = columns.remove("benign");
        return new Sample(Tensor.of(Bundled.standardised(columns), label.length, FEATURES), Tensor.of(label));
    }
}
