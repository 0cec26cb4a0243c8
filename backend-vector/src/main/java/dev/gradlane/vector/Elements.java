package dev.gradlane.vector;

/// A loop over neighbouring elements.
interface Elements {
    /// @param x address of the elements
    /// @param y the second elements of a product; anything where a step takes one
    /// @param sums address of the accumulators
    /// @param count see the loop
    void run(long x, long y, long sums, int count);
}
