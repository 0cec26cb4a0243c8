package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Memory outside the Java heap that is taken and given back often: slabs, scratch, results. What is given back is kept
/// for the next who asks for the same size, up to a bound, because new memory is zeroed and its pages are mapped one
/// by one, which costs more than a kernel takes to fill it.
final class MemoryPool {
    private static final long GRAIN = 4096;
    private static final long MOST_KEPT = 512L << 20;
    /// Cache lines that the next block starts later: blocks of a power of two must not alias modulo 4 KiB.
    private static final long STAGGER = 5 * 64;

    /// @param memory of at least the size asked for
    record Block(Arena arena, MemorySegment memory) {
        long address() {
            return memory.address();
        }
    }

    private final Map<Long, Deque<Block>> free = new HashMap<>();
    private long kept;
    private int blocks;
    private boolean closed;

    /// @throws BackendException if there is none; the message has the size
    Block take(long bytes) {
        if (bytes < 0) {
            throw new BackendException("cannot allocate " + bytes + " bytes");
        }
        if (bytes > Long.MAX_VALUE - 4 * GRAIN) {
            throw outOfMemory(bytes, new OutOfMemoryError("it exceeds the address space"));
        }
        long size = Math.ceilDiv(bytes, GRAIN) * GRAIN;
        int number;
        synchronized (this) {
            Deque<Block> same = free.get(size);
            if (same != null && !same.isEmpty()) {
                kept -= size;
                return same.pop();
            }
            number = blocks++;
        }
        // shared, because any thread may use and close it
        Arena arena = Arena.ofShared();
        try {
            long skip = number % 12 * STAGGER;
            MemorySegment memory = arena.allocate(size + GRAIN, 64);
            return new Block(arena, memory.asSlice(skip, size));
        } catch (OutOfMemoryError | IllegalArgumentException e) {
            arena.close();
            throw outOfMemory(bytes, e);
        }
    }

    private static BackendException outOfMemory(long bytes, Throwable cause) {
        return new BackendException(
                "device vector is out of memory: it was asked for " + bytes + " bytes (" + cause.getMessage()
                        + "); run fewer samples at once, or raise -Xmx or -XX:MaxDirectMemorySize",
                cause);
    }

    void give(Block block) {
        long size = block.memory().byteSize();
        synchronized (this) {
            if (!closed && kept + size <= MOST_KEPT) {
                kept += size;
                free.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(block);
                return;
            }
        }
        block.arena().close();
    }

    /// Frees what is not in use; the rest follows when it is given back.
    synchronized void close() {
        closed = true;
        free.values().forEach(same -> same.forEach(block -> block.arena().close()));
        free.clear();
        kept = 0;
    }
}
