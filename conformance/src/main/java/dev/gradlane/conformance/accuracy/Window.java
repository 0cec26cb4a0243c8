package dev.gradlane.conformance.accuracy;

import java.util.function.DoublePredicate;

/// A point and a function of one of its coordinates.
///
/// @param truth the function of that coordinate
/// @param holds where it is to be judged, an interval
/// @param varying which coordinate moves
/// @param point the point
/// @param jumps whether only the oracle itself is to be trusted
record Window(Truth truth, DoublePredicate holds, int varying, double[] point, boolean jumps) {
    double centre() {
        return point[varying];
    }

    /// Whether a polynomial may stand for the truth from one point to another.
    boolean smooth(double from, double to) {
        return !jumps && holds.test(from) && holds.test(to);
    }
}
