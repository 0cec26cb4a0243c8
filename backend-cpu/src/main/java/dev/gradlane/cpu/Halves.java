package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;

/// Products in the order `halves`: of n > 1 elements the first ⌈n/2⌉ are multiplied by the rest, elementwise, until one
/// is left. A product of no elements is 1.
final class Halves {
    private Halves() {}

    /// Π of elements number `first` to `first + n − 1` of `x`.
    static double productF64(View x, long first, long n, Scratch scratch) {
        if (n == 0) {
            return 1;
        }
        MemorySegment memory = scratch.allocate(Math.multiplyExact(n, 8));
        View.copy(x, first, n, View.dense(memory, DType.F64, n));
        for (long left = n; left > 1; left = (left + 1) / 2) {
            long half = (left + 1) / 2;
            for (long j = 0; j + half < left; j++) {
                double product = memory.get(Block.F64, j * 8) * memory.get(Block.F64, (j + half) * 8);
                memory.set(Block.F64, j * 8, product);
            }
        }
        double result = memory.get(Block.F64, 0);
        scratch.release(memory);
        return result;
    }

    /// Π of elements number `first` to `first + n − 1` of `x`.
    static float productF32(View x, long first, long n, Scratch scratch) {
        if (n == 0) {
            return 1;
        }
        MemorySegment memory = scratch.allocate(Math.multiplyExact(n, 4));
        View.copy(x, first, n, View.dense(memory, DType.F32, n));
        for (long left = n; left > 1; left = (left + 1) / 2) {
            long half = (left + 1) / 2;
            for (long j = 0; j + half < left; j++) {
                float product = memory.get(Block.F32, j * 4) * memory.get(Block.F32, (j + half) * 4);
                memory.set(Block.F32, j * 4, product);
            }
        }
        float result = memory.get(Block.F32, 0);
        scratch.release(memory);
        return result;
    }
}
