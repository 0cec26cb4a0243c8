package dev.gradlane.vector;

/// How a packed operand lies in memory: element (i, k) of its i-th row (or column) and k-th step of a block is at
/// `(i / width)·panel + (i mod width)·lane + k·depth` bytes.
///
/// @param width rows of a panel
/// @param panel, lane, depth bytes to the next panel, row of the panel, k
record Panels(int width, long panel, long lane, long depth) {
    /// Bytes behind a panel that a copy of whole vectors may overwrite.
    private static final long SLACK = 64;

    /// Panels of `width` neighbours, one k after the other.
    static Panels across(int width, int blockDepth, int bytes) {
        return new Panels(width, (long) width * blockDepth * bytes + SLACK, bytes, (long) width * bytes);
    }

    /// Rows of neighbouring k.
    static Panels along(int blockDepth, int bytes) {
        return new Panels(1, (long) blockDepth * bytes + SLACK, bytes, bytes);
    }

    long at(long i, long k) {
        return i / width * panel + i % width * lane + k * depth;
    }

    /// Bytes of `rows` rows.
    long bytes(long rows) {
        return Math.ceilDiv(rows, (long) width) * panel + SLACK;
    }
}
