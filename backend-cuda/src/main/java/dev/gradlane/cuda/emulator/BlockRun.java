package dev.gradlane.cuda.emulator;

import java.lang.foreign.MemorySegment;

/// What the warps of a block share.
final class BlockRun {
    final PtxFunction function;
    final GlobalMemory memory;
    final MemorySegment parameters;
    final SharedMemory shared;
    final Grid grid;
    int x;
    int y;

    BlockRun(PtxFunction function, GlobalMemory memory, MemorySegment parameters, SharedMemory shared, Grid grid) {
        this.function = function;
        this.memory = memory;
        this.parameters = parameters;
        this.shared = shared;
        this.grid = grid;
    }
}
