package dev.gradlane.examples;

import java.util.Locale;

/// A mean of independent samples with its standard error.
///
/// @param samples how many there were
/// @param value their mean
/// @param error the standard deviation of the mean, from the samples' own deviation
public record Estimate(long samples, double value, double error) {
    /// The mean of these samples.
    public static Estimate of(double[] samples) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < samples.length; i++) {
            double distance = samples[i] - mean;
            mean += distance / (i + 1);
            squares += distance * (samples[i] - mean);
        }
        return of(samples.length, mean, squares);
    }

    private static Estimate of(long samples, double mean, double squares) {
        return new Estimate(samples, mean, Math.sqrt(squares / samples / (samples - 1)));
    }

    /// The mean of these samples and the other's.
    public Estimate and(Estimate other) {
        long all = samples + other.samples;
        double distance = other.value - value;
        return of(
                all,
                value + distance * other.samples / all,
                squares() + other.squares() + distance * distance * samples * other.samples / all);
    }

    /// The sum of squared distances from the mean.
    private double squares() {
        return error * error * samples * (samples - 1);
    }

    /// How far from a truth, in standard errors.
    public double errorsFrom(double truth) {
        return Math.abs(value - truth) / error;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.6f ± %.6f", value, error);
    }
}
