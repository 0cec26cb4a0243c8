package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import java.util.function.UnaryOperator;

/// A unary function under test, the truth about it and about its first derivative.
///
/// @param function the function
/// @param value the truth about it
/// @param slope the truth about its derivative
/// @param low in f64 the least x whose result is not trivial: samples are spread over (low, high)
/// @param high the greatest
/// @param from the domain's lower end: below it the result is NaN
/// @param to its upper end
/// @param slopePromise the derivative's promise in ulp
record Subject(
        Composite function,
        Truth value,
        Truth slope,
        double low,
        double high,
        double from,
        double to,
        double slopePromise) {
    private static final double SLOPE_PROMISE = 4;

    static Subject of(Composite function, UnaryOperator<Big> value, UnaryOperator<Big> slope, double low, double high) {
        return new Subject(
                function,
                Truth.of(value),
                Truth.of(slope),
                low,
                high,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                SLOPE_PROMISE);
    }

    /// For a function that is NaN outside of \[from, to\]; at the ends themselves [SpecialValue] speaks.
    Subject domain(double from, double to) {
        return new Subject(function, value, slope, low, high, from, to, slopePromise);
    }

    Subject value(UnaryOperator<Truth> change) {
        return new Subject(function, change.apply(value), slope, low, high, from, to, slopePromise);
    }

    Subject slope(UnaryOperator<Truth> change) {
        return new Subject(function, value, change.apply(slope), low, high, from, to, slopePromise);
    }

    Subject slopePromise(double ulps) {
        return new Subject(function, value, slope, low, high, from, to, ulps);
    }

    /// Whether there is a truth at x.
    boolean holds(double x) {
        return from < x && x < to && x != 0;
    }
}
