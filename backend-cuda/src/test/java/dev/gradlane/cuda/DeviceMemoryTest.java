package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is freed is given again, and never stands in the way of what does not fit beside it.
class DeviceMemoryTest {
    private final Counting driver = new Counting(1000);
    private final DeviceMemory memory = new DeviceMemory(driver, 300);

    @Test
    void aSizeIsGivenAgain() {
        long first = memory.allocate(100);
        memory.free(first, 100);
        assertNotEquals(first, memory.allocate(99));
        assertEquals(first, memory.allocate(100));
        assertNotEquals(first, memory.allocate(100));
    }

    @Test
    void noMoreIsKeptThanAllowedAndTheEldestGoesFirst() {
        long eldest = memory.allocate(100);
        long large = memory.allocate(250);
        memory.free(eldest, 100);
        memory.free(large, 250);
        assertEquals(Map.of(large, 250L), driver.live);
        long tooLarge = memory.allocate(301);
        memory.free(tooLarge, 301);
        assertEquals(Map.of(), driver.live);
    }

    @Test
    void whatIsKeptIsGivenBackWhenMemoryIsShort() {
        long kept = memory.allocate(300);
        long used = memory.allocate(500);
        memory.free(kept, 300);
        long next = memory.allocate(400);
        assertEquals(Map.of(used, 500L, next, 400L), driver.live);
        assertThrows(BackendException.class, () -> memory.allocate(200));
    }

    @Test
    void closeGivesEverythingBack() {
        for (long bytes : new long[] {10, 10, 20}) {
            memory.free(memory.allocate(bytes), bytes);
        }
        memory.close();
        assertEquals(Map.of(), driver.live);
    }

    /// Allocations of a device of few bytes.
    private static final class Counting implements CudaDriver {
        private final long size;
        private final Map<Long, Long> live = new LinkedHashMap<>();
        private long next = 1;

        Counting(long size) {
            this.size = size;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public long allocate(long bytes) {
            long used = live.values().stream().mapToLong(b -> b).sum();
            if (used + bytes > size) {
                throw new BackendException("out of memory");
            }
            live.put(next, bytes);
            return next++;
        }

        @Override
        public void free(long address) {
            live.remove(address);
        }

        @Override
        public void upload(long to, MemorySegment from) {
            throw new AssertionError("memory is given and taken here, not used");
        }

        @Override
        public void download(MemorySegment to, long from) {
            throw new AssertionError("memory is given and taken here, not used");
        }

        @Override
        public Module load(String ptx) {
            throw new AssertionError("memory is given and taken here, not used");
        }

        @Override
        public void synchronize() {}

        @Override
        public void close() {}
    }
}
