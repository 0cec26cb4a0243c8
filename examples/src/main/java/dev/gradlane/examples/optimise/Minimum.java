package dev.gradlane.examples.optimise;

/// Where a method ended.
///
/// @param steepness the Euclidean norm of the gradient there
/// @param steps how many steps were taken
/// @param evaluations how often function and gradient were computed
public record Minimum<M>(M at, double value, double steepness, int steps, int evaluations, End end) {
    /// Why it ended.
    public enum End {
        /// The gradient is as small as was asked for.
        STEEPNESS_REACHED,
        /// As many steps were taken as were allowed.
        STEPS_SPENT,
        /// No point along the last direction is lower by more than rounding.
        NO_LOWER_POINT
    }
}
