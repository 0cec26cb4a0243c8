package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/// The memory of one run for values that are not outputs. Confined to the running thread.
final class Scratch implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final TreeMap<Long, Deque<MemorySegment>> free = new TreeMap<>();

    /// At least `bytes` bytes, contents undefined.
    ///
    /// @throws BackendException if there is no memory
    MemorySegment allocate(long bytes) {
        Map.Entry<Long, Deque<MemorySegment>> fitting = free.ceilingEntry(bytes);
        if (fitting == null) {
            return Memory.allocate(arena, bytes);
        }
        MemorySegment memory = fitting.getValue().pop();
        if (fitting.getValue().isEmpty()) {
            free.remove(fitting.getKey());
        }
        return memory;
    }

    /// Gives memory that nothing reads any more to later values.
    void release(MemorySegment memory) {
        free.computeIfAbsent(memory.byteSize(), _ -> new ArrayDeque<>()).push(memory);
    }

    @Override
    public void close() {
        arena.close();
    }
}
