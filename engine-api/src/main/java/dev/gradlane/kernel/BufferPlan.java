package dev.gradlane.kernel;

import java.util.List;
import java.util.Map;

/// Where the temporaries of a program lie in its slab. Temporaries whose lives do not overlap may share a
/// slot; a slot's place is a formula of the symbols: the sum of the slots before it.
///
/// @param slots bytes of each slot
/// @param slotOf by buffer id, the slot of each temporary
public record BufferPlan(List<Extent> slots, Map<Integer, Integer> slotOf) {
    /// Every slot starts at a multiple of this many bytes, plus a stagger so that slots of a power-of-two
    /// size do not alias in the caches.
    public static final int ALIGNMENT = 64;

    private static final int STAGGER = 5 * ALIGNMENT;

    public BufferPlan {
        slots = List.copyOf(slots);
        slotOf = Map.copyOf(slotOf);
    }

    /// Byte offset of each slot for these sizes, and last the bytes of the whole slab.
    public long[] offsets(Map<String, Long> sizes) {
        long[] offsets = new long[slots.size() + 1];
        for (int i = 0; i < slots.size(); i++) {
            long bytes = Math.ceilDiv(slots.get(i).at(sizes), (long) ALIGNMENT) * ALIGNMENT;
            offsets[i + 1] = Math.addExact(offsets[i], bytes + STAGGER);
        }
        return offsets;
    }
}
