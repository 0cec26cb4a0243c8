package dev.gradlane.cuda.emulator;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// The memory of an emulated device. Every allocation lies apart from the others, so that an access past its end meets
/// nothing; its contents are a pattern until something is stored. Safe from any number of threads.
public final class GlobalMemory {
    private static final long FIRST = 0x7f00_0000_0000L;
    private static final long ALIGNMENT = 256;
    private static final int MAX_WORDS = Integer.MAX_VALUE - 8;
    private static final byte PATTERN = (byte) 0xa5;

    private final ConcurrentSkipListMap<Long, Allocation> allocations = new ConcurrentSkipListMap<>();
    private final AtomicLong next = new AtomicLong(FIRST);
    private final AtomicLong liveBytes = new AtomicLong();

    /// @param bytes what was asked for
    /// @param data at least as long, in whole words
    record Allocation(long address, long bytes, MemorySegment data) {
        boolean holds(long from, long width) {
            return from >= address && from + width <= address + bytes;
        }
    }

    /// The address of `bytes` new bytes, a multiple of 256.
    ///
    /// @throws OutOfMemoryError if the heap has no room
    public long allocate(long bytes) {
        long words = Math.ceilDiv(bytes, (long) Long.BYTES);
        if (words > MAX_WORDS) {
            throw new OutOfMemoryError("an array of the heap holds 16 GB at most");
        }
        MemorySegment data = MemorySegment.ofArray(new long[(int) words]).fill(PATTERN);
        long slots = Math.ceilDiv(bytes, ALIGNMENT) + 1;
        long address = next.getAndAdd(slots * ALIGNMENT);
        allocations.put(address, new Allocation(address, bytes, data));
        liveBytes.addAndGet(bytes);
        return address;
    }

    /// @throws PtxException if nothing was allocated at this address, or it was freed already
    public void free(long address) {
        Allocation freed = allocations.remove(address);
        if (freed == null) {
            throw new PtxException("nothing to free at address 0x" + Long.toHexString(address));
        }
        liveBytes.addAndGet(-freed.bytes());
    }

    /// The `bytes` bytes at `address`, as memory of the process.
    ///
    /// @throws PtxException if they are not part of one allocation
    public MemorySegment slice(long address, long bytes) {
        Allocation allocation = at(address);
        if (!allocation.holds(address, bytes)) {
            throw new PtxException(describe(address, bytes));
        }
        return allocation.data().asSlice(address - allocation.address(), bytes);
    }

    /// Bytes allocated and not freed.
    public long liveBytes() {
        return liveBytes.get();
    }

    /// The last allocation that begins at or before `address`; an empty one if there is none.
    Allocation at(long address) {
        Map.Entry<Long, Allocation> below = allocations.floorEntry(address);
        return below == null ? NOTHING : below.getValue();
    }

    static final Allocation NOTHING = new Allocation(0, 0, MemorySegment.ofArray(new long[0]));

    /// What is wrong with an access that no allocation holds.
    String describe(long address, long width) {
        Allocation below = at(address);
        String access = width + " bytes at address 0x" + Long.toHexString(address) + " are in no allocation";
        return below == NOTHING
                ? access
                : access + "; the one before begins " + (address - below.address()) + " bytes below and has "
                        + below.bytes() + " bytes";
    }
}
