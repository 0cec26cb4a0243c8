package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;
import java.lang.foreign.ValueLayout;

/// Rows of numbers in memory.
///
/// @param stride bytes from one to the next
record Rows(long address, long stride) {
    /// One row of 64 numbers −0, as often as wanted.
    ///
    /// @param size bytes of a number
    static Rows minusZero(long size) {
        long address = Raw.allocate(64 * size);
        for (int i = 0; i < 64; i++) {
            if (size == Float.BYTES) {
                Raw.put(-0.0f, address + size * i);
            } else {
                Raw.ALL.set(ValueLayout.JAVA_DOUBLE, address + size * i, -0.0);
            }
        }
        return new Rows(address, 0);
    }
}
