package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/// A function of two arguments under test, and its truth.
///
/// @param function the function
/// @param value its truth at finite arguments that `pairs` yields
/// @param pairs where to measure
/// @param floor by the arguments: errors are in ulp of max(|truth|, this)
record BinarySubject(Composite function, BinaryOperator<Big> value, Pairs pairs, DoubleBinaryOperator floor) {
    BinarySubject(Composite function, BinaryOperator<Big> value, Pairs pairs) {
        this(function, value, pairs, (x, y) -> 0);
    }

    BinarySubject inUlpOfAtLeast(DoubleBinaryOperator least) {
        return new BinarySubject(function, value, pairs, least);
    }

    /// Draws pairs at which the function is a number and its result mostly neither 0 nor infinite; rounded to the
    /// type later, so that a draw should stay away from the domain's edge by more than that.
    @FunctionalInterface
    interface Pairs {
        double[] next(DType dtype, SplittableRandom random);
    }
}
