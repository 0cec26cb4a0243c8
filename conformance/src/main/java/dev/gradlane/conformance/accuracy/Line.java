package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;

/// A line of the table that [AccuracySuite] prints.
///
/// @param name the function, with ′ for its derivative
/// @param dtype its type
/// @param measured the largest error
/// @param promise what it may be
record Line(String name, DType dtype, Measurement measured, double promise) {
    boolean kept() {
        return measured.ulps() <= promise;
    }

    @Override
    public String toString() {
        String worst =
                dtype == DType.F32 ? "%08x".formatted((int) measured.worst()) : "%016x".formatted(measured.worst());
        return "%-15s %s  max %.4f ulp at %-16s  promise %.0f  judged by the oracle %d"
                .formatted(name, dtype.symbol(), measured.ulps(), worst, promise, measured.consulted());
    }
}
