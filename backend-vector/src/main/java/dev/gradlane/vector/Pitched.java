package dev.gradlane.vector;

/// Rows in memory, each `pitch` bytes behind the one before.
record Pitched(long address, long pitch) {
    /// Address of a row.
    long at(int row) {
        return address + row * pitch;
    }

    /// How many of the last rows must not be read `over` bytes beyond their end: that is behind the last row's.
    int beyond(int rows, long over) {
        if (over == 0) {
            return 0;
        }
        return pitch == 0 ? rows : (int) Math.min(rows, Math.ceilDiv(over, pitch));
    }
}
