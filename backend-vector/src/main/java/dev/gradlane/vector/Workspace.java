package dev.gradlane.vector;

import dev.gradlane.kernel.BufferPlan;

/// Places in a workspace, one behind the other, which do not alias in the caches.
final class Workspace {
    private static final long STAGGER = 5 * BufferPlan.ALIGNMENT;

    private long end;

    /// The offset of a new place.
    long place(long bytes) {
        long offset = end;
        end = Math.addExact(end, Math.ceilDiv(bytes, (long) BufferPlan.ALIGNMENT) * BufferPlan.ALIGNMENT + STAGGER);
        return offset;
    }

    long bytes() {
        return end;
    }
}
