package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory outside the Java heap.
final class Memory {
    private static final long ALIGNMENT = 64;

    private Memory() {}

    /// @throws BackendException if there is none; the message has the size
    static MemorySegment allocate(Arena arena, long bytes) {
        if (bytes < 0) {
            throw new BackendException("cannot allocate " + bytes + " bytes");
        }
        try {
            return arena.allocate(bytes, ALIGNMENT);
        } catch (OutOfMemoryError | IllegalArgumentException e) {
            // sizes near 2^63 are an illegal argument once padding makes them negative
            throw new BackendException(
                    "device cpu is out of memory: it was asked for " + bytes + " bytes (" + e.getMessage()
                            + "); run fewer samples at once, or raise -Xmx or -XX:MaxDirectMemorySize",
                    e);
        }
    }
}
