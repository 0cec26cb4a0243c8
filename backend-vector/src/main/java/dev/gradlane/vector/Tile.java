package dev.gradlane.vector;

/// What computes `count` neighbouring points, segment after segment: generated code, or loops over strips.
interface Tile {
    /// Computes every point by the full route.
    ///
    /// @param frame slots: where the tile's memory begins, and the bits of what is the same for all points; on the
    ///     heap, because reading a slot of a segment costs the compiler fifty nodes of its budget
    /// @param rows address of the scratch rows
    /// @param count points, from the number of lanes to [Rows#TILE]; to [Rows#LONG_TILE] where nothing lies in
    ///     rows
    void run(long[] frame, long rows, int count);

    /// Whether there is code for the common route.
    boolean hasCommon();

    /// Computes every point by the common route, as if none were rare.
    ///
    /// @param count points, from the number of lanes to [StraightPlan#mostAtOnce]
    /// @return whether none was; else everything that leaves the tile is to be computed again by [#run]
    boolean common(long[] frame, long rows, int count);

    /// Runs one segment alone, which reads from rows what earlier ones left there: of the full route, then of the
    /// common one, as [StraightPlan#segments] has them.
    void segment(int index, long[] frame, long rows, int count);
}
