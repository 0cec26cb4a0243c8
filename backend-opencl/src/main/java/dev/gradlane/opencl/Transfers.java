package dev.gradlane.opencl;

import static org.jocl.CL.CL_TRUE;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jocl.cl_command_queue;
import org.jocl.cl_mem;

/// Copies between the host and a device, each in the order of the queue and ended when the call
/// returns. Arrays of the Java heap go through a piece of native memory, because pinning them has its
/// own risks.
final class Transfers {
    private static final long PIECE = 1L << 22;
    private static final long LARGEST = 1L << 30;

    private final String token;
    private final cl_command_queue queue;

    Transfers(String token, cl_command_queue queue) {
        this.token = token;
        this.queue = queue;
    }

    private interface Copy {
        void piece(MemorySegment host, long offset);
    }

    void write(cl_mem memory, MemorySegment from) {
        each(
                from,
                true,
                false,
                (piece, offset) -> Cl.run(
                        token,
                        "write " + piece.byteSize() + " bytes",
                        () -> clEnqueueWriteBuffer(
                                queue, memory, CL_TRUE, offset, piece.byteSize(), Cl.pointer(piece), 0, null, null)));
    }

    void read(cl_mem memory, MemorySegment to) {
        each(
                to,
                false,
                true,
                (piece, offset) -> Cl.run(
                        token,
                        "read " + piece.byteSize() + " bytes",
                        () -> clEnqueueReadBuffer(
                                queue, memory, CL_TRUE, offset, piece.byteSize(), Cl.pointer(piece), 0, null, null)));
    }

    private static void each(MemorySegment host, boolean in, boolean out, Copy copy) {
        long size = host.byteSize();
        if (host.isNative()) {
            for (long offset = 0; offset < size; offset += LARGEST) {
                copy.piece(host.asSlice(offset, Math.min(LARGEST, size - offset)), offset);
            }
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stage = arena.allocate(Math.min(PIECE, size), 64);
            for (long offset = 0; offset < size; offset += PIECE) {
                MemorySegment piece = stage.asSlice(0, Math.min(PIECE, size - offset));
                MemorySegment part = host.asSlice(offset, piece.byteSize());
                if (in) {
                    piece.copyFrom(part);
                }
                copy.piece(piece, offset);
                if (out) {
                    part.copyFrom(piece);
                }
            }
        }
    }
}
