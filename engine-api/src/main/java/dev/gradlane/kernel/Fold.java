package dev.gradlane.kernel;

import dev.gradlane.graph.Reduction;

/// What one step of an accumulator does with an element, and the value of a fold of no elements.
public enum Fold {
    /// acc + x; identity −0 for floats, of no elements +0 (integers: 0).
    SUM,
    /// acc · x; of no elements 1.
    PROD,
    /// The greatest; NaN wins, −0 < +0; of no elements −∞ or the least integer.
    MAX,
    /// The least; NaN wins, −0 < +0; of no elements +∞ or the greatest integer.
    MIN,
    /// acc and x; of no elements true.
    ALL,
    /// acc or x; of no elements false.
    ANY,
    /// fma(x, y, acc) for floats, acc + x·y for integers; identity −0, of no elements +0 (integers: 0).
    /// Two elements a step.
    DOT;

    /// The fold of a reduction's elements.
    public static Fold of(Reduction kind) {
        return switch (kind) {
            case SUM -> SUM;
            case PROD -> PROD;
            case MAX -> MAX;
            case MIN -> MIN;
            case ALL -> ALL;
            case ANY -> ANY;
        };
    }

    /// Elements that one step takes.
    public int arity() {
        return this == DOT ? 2 : 1;
    }
}
