package dev.gradlane.vector;

import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where each buffer of a program finds its memory: looked up once, so that a run has only arrays to read.
final class Buffers {
    /// Where a buffer has no such number.
    private static final int NONE = -1;

    /// By buffer id: number of its argument, the inputs first, then the outputs.
    private final int[] argument;
    /// By buffer id: number of its slot in the slab of temporaries.
    private final int[] slot;
    /// By buffer id: address of a constant.
    private final long[] constant;

    private final Map<Integer, MemoryPool.Block> blocks = new HashMap<>();

    Buffers(KernelProgram program, MemoryPool pool) {
        int count = program.buffers().size();
        argument = new int[count];
        slot = new int[count];
        constant = new long[count];
        int inputs = program.graph().inputTypes().size();
        for (KernelBuffer buffer : program.buffers()) {
            int id = buffer.id();
            argument[id] = NONE;
            slot[id] = NONE;
            switch (buffer.role()) {
                case KernelBuffer.Role.Input(int index) -> argument[id] = index;
                case KernelBuffer.Role.Output(int index) -> argument[id] = inputs + index;
                case KernelBuffer.Role.Temporary() ->
                    slot[id] = program.plan().slotOf().get(id);
                case KernelBuffer.Role.Constant(var literal) -> {
                    blocks.put(id, Literals.block(pool, buffer.type(), literal));
                    constant[id] = blocks.get(id).address();
                }
            }
        }
    }

    /// Addresses by buffer id.
    ///
    /// @param arguments addresses of the inputs, then of the outputs
    /// @param slab address of the temporaries
    /// @param offsets of the slots in the slab
    long[] addresses(long[] arguments, long slab, List<Long> offsets) {
        long[] addresses = constant.clone();
        for (int id = 0; id < addresses.length; id++) {
            if (argument[id] != NONE) {
                addresses[id] = arguments[argument[id]];
            } else if (slot[id] != NONE) {
                addresses[id] = slab + offsets.get(slot[id]);
            }
        }
        return addresses;
    }

    /// Moves the arguments to other places.
    ///
    /// @param addresses by buffer id
    /// @param arguments addresses of the inputs, then of the outputs
    void move(long[] addresses, long[] arguments) {
        for (int id = 0; id < addresses.length; id++) {
            if (argument[id] != NONE) {
                addresses[id] = arguments[argument[id]];
            }
        }
    }

    /// Gives the constants' memory back.
    void free(MemoryPool pool) {
        blocks.values().forEach(pool::give);
    }
}
