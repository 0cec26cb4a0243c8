package dev.gradlane.cuda.emulator;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The shared memory of a block, with a note for every byte of who touched it since the last barrier: two threads of
/// which one stores race, whatever their warps.
final class SharedMemory {
    private static final int NOBODY = -1;
    private static final int SEVERAL = -2;

    final MemorySegment data;
    private final int bytes;
    private final int[] writer;
    private final int[] reader;
    private boolean touched;

    SharedMemory(int bytes) {
        this.bytes = bytes;
        this.data = MemorySegment.ofArray(new long[Math.ceilDiv(bytes, Long.BYTES)]);
        this.writer = new int[bytes];
        this.reader = new int[bytes];
        touched = true;
        barrier();
    }

    boolean holds(long offset, int width) {
        return offset >= 0 && offset + width <= bytes;
    }

    /// Contents that no kernel may rely on.
    void startBlock() {
        data.fill((byte) 0x5a);
        barrier();
    }

    void barrier() {
        if (touched) {
            Arrays.fill(writer, NOBODY);
            Arrays.fill(reader, NOBODY);
            touched = false;
        }
    }

    /// The thread that it races with, or −1.
    int read(int thread, int offset, int width) {
        touched = true;
        for (int i = offset; i < offset + width; i++) {
            if (writer[i] != NOBODY && writer[i] != thread) {
                return writer[i];
            }
            reader[i] = reader[i] == NOBODY || reader[i] == thread ? thread : SEVERAL;
        }
        return NOBODY;
    }

    /// The thread that it races with (any other one where several read), or −1.
    int write(int thread, int offset, int width) {
        touched = true;
        for (int i = offset; i < offset + width; i++) {
            if (writer[i] != NOBODY && writer[i] != thread) {
                return writer[i];
            }
            if (reader[i] != NOBODY && reader[i] != thread) {
                return reader[i] == SEVERAL ? (thread == 0 ? 1 : 0) : reader[i];
            }
            writer[i] = thread;
        }
        return NOBODY;
    }
}
