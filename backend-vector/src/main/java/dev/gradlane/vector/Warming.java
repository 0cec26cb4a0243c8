package dev.gradlane.vector;

/// Makes generated code fast, slice by slice, and decides when it is.
interface Warming {
    enum Verdict {
        /// Another slice is needed.
        UNDECIDED,
        /// Generated code is faster than the loops now.
        FASTER,
        /// It will not be.
        SLOWER
    }

    /// Some tens of milliseconds of work.
    Verdict slice();

    @FunctionalInterface
    interface Factory {
        /// @param lanes points that generated code computes at once
        /// @param most points of a tile
        /// @param loops what generated code has to outdo
        Warming of(KernelContext kernel, StraightPlan plan, int lanes, int most, Tile loops, Tile fused);
    }
}
