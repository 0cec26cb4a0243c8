package dev.gradlane.kernel;

import java.util.Locale;

/// What runs side by side. A choice of speed alone: every layout gives the same bits.
public enum Layout {
    /// One cell after the other: few cells, no axis worth a vector.
    SCALAR,
    /// Neighbours along the last parallel axis in SIMD lanes or GPU threads; loops run inside each lane.
    LANE,
    /// One vector, warp or work-group per cell; the last axis of its loops lies across the lanes, what
    /// stands between the loops is computed once per cell.
    ROW,
    /// A matrix product, see [Contraction]: cells in register blocks.
    BLOCK;

    /// The word in kernel text.
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }
}
