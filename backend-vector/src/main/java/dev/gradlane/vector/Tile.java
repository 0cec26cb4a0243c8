package dev.gradlane.vector;

/// What generated code looks like from outside: it computes `count` neighbouring points.
interface Tile {
    /// @param frame address of the i64 slots: where the tile's memory begins, and sizes
    /// @param rows address of the scratch rows
    /// @param count points, from the number of lanes to [Rows#TILE]
    void run(long frame, long rows, int count);
}
