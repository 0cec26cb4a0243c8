package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Memory of one device, some of it kept after it was freed: a driver takes longer to give and take it than a kernel to
/// fill it, and a program that is run again and again asks for the same sizes. What is given back is of exactly the
/// size asked for, so that an access outside of it stays outside of an allocation. Under the device's lock.
final class DeviceMemory {
    private final CudaDriver driver;
    private final long most;

    /// Addresses by size; the size that was freed last is the last.
    private final Map<Long, Deque<Long>> idle = new LinkedHashMap<>();

    private long idleBytes;

    /// @param most so many bytes are kept at most
    DeviceMemory(CudaDriver driver, long most) {
        this.driver = driver;
        this.most = most;
    }

    /// The address of `bytes` bytes, contents undefined.
    ///
    /// @throws BackendException if memory is short even after what is kept was given back
    long allocate(long bytes) {
        Deque<Long> same = idle.get(bytes);
        if (same != null) {
            long address = same.removeLast();
            if (same.isEmpty()) {
                idle.remove(bytes);
            }
            idleBytes -= bytes;
            return address;
        }
        try {
            return driver.allocate(bytes);
        } catch (BackendException e) {
            if (idle.isEmpty()) {
                throw e;
            }
            close();
            return driver.allocate(bytes);
        }
    }

    void free(long address, long bytes) {
        Deque<Long> same = idle.remove(bytes);
        idle.put(bytes, same == null ? new ArrayDeque<>() : same);
        idle.get(bytes).addLast(address);
        idleBytes += bytes;
        while (idleBytes > most) {
            forgetEldest();
        }
    }

    private void forgetEldest() {
        Iterator<Map.Entry<Long, Deque<Long>>> sizes = idle.entrySet().iterator();
        Map.Entry<Long, Deque<Long>> eldest = sizes.next();
        driver.free(eldest.getValue().removeFirst());
        idleBytes -= eldest.getKey();
        if (eldest.getValue().isEmpty()) {
            sizes.remove();
        }
    }

    /// Gives back what is kept.
    void close() {
        while (!idle.isEmpty()) {
            forgetEldest();
        }
    }
}
