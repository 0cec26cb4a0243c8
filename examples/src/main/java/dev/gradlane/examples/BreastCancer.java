package dev.gradlane.examples;

import dev.gradlane.Tensor;
import dev.gradlane.examples.LogisticRegression.Sample;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The Wisconsin Diagnostic Breast Cancer data: 569 samples of 30 features, standardised (mean 0, variance 1).
public final class BreastCancer {
    public static final int FEATURES = 30;
    private static final String FILE = "breast_cancer.csv";

    private BreastCancer() {}

    /// All samples: features `f64[569,30]`, label `f64[569]` (1: benign).
    public static Sample load() {
        Map<String, double[]> columns;
        try (var reader = new InputStreamReader(BreastCancer.class.getResourceAsStream(FILE), StandardCharsets.UTF_8)) {
            columns = Csv.columns(reader, FILE, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled " + FILE + " cannot be read", e);
        }
        double[] label = columns.remove("benign");
        double[] features = new double[label.length * FEATURES];
        int feature = 0;
        for (double[] column : columns.values()) {
            double mean = 0;
            for (double value : column) {
                mean += value / column.length;
            }
            double variance = 0;
            for (double value : column) {
                variance += (value - mean) * (value - mean) / column.length;
            }
            for (int row = 0; row < column.length; row++) {
                features[row * FEATURES + feature] = (column[row] - mean) / Math.sqrt(variance);
            }
            feature++;
        }
        return new Sample(Tensor.of(features, label.length, FEATURES), Tensor.of(label));
    }
}
