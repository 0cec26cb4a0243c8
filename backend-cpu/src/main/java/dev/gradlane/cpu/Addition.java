package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;

/// One array added to another in place: how a loop goes on with a sum.
final class Addition {
    private Addition() {}

    /// sum[i] = sum[i] + x[i].
    static void addTo(MemorySegment sum, MemorySegment x, DType dtype, long count) {
        for (long i = 0; i < count; i++) {
            switch (dtype) {
                case F32 -> sum.set(Block.F32, 4 * i, sum.get(Block.F32, 4 * i) + x.get(Block.F32, 4 * i));
                case F64 -> sum.set(Block.F64, 8 * i, sum.get(Block.F64, 8 * i) + x.get(Block.F64, 8 * i));
                case I32 -> sum.set(Block.I32, 4 * i, sum.get(Block.I32, 4 * i) + x.get(Block.I32, 4 * i));
                case I64 -> sum.set(Block.I64, 8 * i, sum.get(Block.I64, 8 * i) + x.get(Block.I64, 8 * i));
                case BOOL -> throw new BackendException("a scan sums numbers, not bool");
            }
        }
    }
}
