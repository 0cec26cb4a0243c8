package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// Geometry of the scratch memory of one thread: rows of up to [#TILE] elements, one for each value that leaves its
/// method, small enough to stay in the first-level cache. A row is longer than a tile by a few cache lines, so that
/// rows do not alias modulo 4 KiB.
final class Rows {
    /// Points of a tile.
    static final int TILE = 512;
    /// Points of a tile that needs no rows, a multiple of [#TILE]: long enough that its beginning and end do not
    /// matter, short enough that a cold JVM soon reaches the next call, in which it can go on with better code.
    static final int LONG_TILE = 32 * TILE;
    /// Points of a tile whose rows have elements of four bytes.
    static final int NARROW_TILE = 2 * TILE;
    /// Points of a tile that is computed again where one of them is rare.
    static final int RETRACED_TILE = 8 * TILE;
    /// Every bit that the number of a point in a tile may have. Its offset in bytes is an int, so that the processor
    /// adds it to an address inside the instruction.
    static final long POINTS = (1L << 28) - 1;
    /// Bytes from one row to the next.
    static final long STRIDE = TILE * 8L + 320;

    private Rows() {}

    /// The type of a value of type `type` in a row: a bool is an i32, 0 or −1, so that its lane is as wide as others.
    static DType stored(DType type) {
        return type == DType.BOOL ? DType.I32 : type;
    }
}
