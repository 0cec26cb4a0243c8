package dev.gradlane.vector;

/// What generated code looks like from outside: it computes `count` neighbouring points.
interface Tile {
    /// @param frame slots: where the tile's memory begins, and the bits of what is the same for all points; on the
    ///     heap, because reading a slot of a segment costs the compiler fifty nodes of its budget
    /// @param rows address of the scratch rows
    /// @param count points, from the number of lanes to [Rows#TILE]
    void run(long[] frame, long rows, int count);
}
