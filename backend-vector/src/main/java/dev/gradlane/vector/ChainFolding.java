package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;

/// The order `chain` where a cell is one point: each step waits for the one before, so there is nothing for the lanes
/// to do.
final class ChainFolding implements Folding {
    private final DType type;
    private final long memory;

    ChainFolding(KernelContext kernel, Accumulator accumulator) {
        this.type = accumulator.type();
        this.memory = kernel.reserve(2 * Double.BYTES);
    }

    @Override
    public void begin(Scope scope, long n) {
        long total = scope.reserved(memory);
        write(total, 0);
        write(total + Double.BYTES, -0.0);
    }

    @Override
    public void add(Scope scope, long x, long y, long at, long count) {
        long total = scope.reserved(memory);
        int bytes = type.bytes();
        for (long done = 0; done < count; ) {
            long position = at + done;
            if (position > 0 && position % ReductionTree.BLOCK == 0) {
                endBlock(total, position / ReductionTree.BLOCK - 1);
            }
            long piece = Math.min(count - done, ReductionTree.BLOCK - position % ReductionTree.BLOCK);
            steps(x + done * bytes, y + done * bytes, total + Double.BYTES, piece);
            done += piece;
        }
    }

    private void steps(long x, long y, long sum, long count) {
        if (type == DType.F32) {
            float acc = Address.ALL.get(Address.F32, sum);
            for (long i = 0; i < 4 * count; i += 4) {
                acc = Math.fma(Address.ALL.get(Address.F32, x + i), Address.ALL.get(Address.F32, y + i), acc);
            }
            Address.ALL.set(Address.F32, sum, acc);
        } else {
            double acc = Address.ALL.get(Address.F64, sum);
            for (long i = 0; i < 8 * count; i += 8) {
                acc = Math.fma(Address.ALL.get(Address.F64, x + i), Address.ALL.get(Address.F64, y + i), acc);
            }
            Address.ALL.set(Address.F64, sum, acc);
        }
    }

    /// total = total + sum, the first block's is taken; sum = −0.
    private void endBlock(long total, long block) {
        long sum = total + Double.BYTES;
        if (type == DType.F32) {
            float acc = Address.ALL.get(Address.F32, sum);
            Address.ALL.set(Address.F32, total, block == 0 ? acc : Address.ALL.get(Address.F32, total) + acc);
        } else {
            double acc = Address.ALL.get(Address.F64, sum);
            Address.ALL.set(Address.F64, total, block == 0 ? acc : Address.ALL.get(Address.F64, total) + acc);
        }
        write(sum, -0.0);
    }

    private void write(long address, double value) {
        if (type == DType.F32) {
            Address.ALL.set(Address.F32, address, (float) value);
        } else {
            Address.ALL.set(Address.F64, address, value);
        }
    }

    @Override
    public void finish(Scope scope, long n, long to) {
        long total = scope.reserved(memory);
        if (n > 0) {
            endBlock(total, (n - 1) / ReductionTree.BLOCK);
        }
        Address.put(type, to, Packing.bits(type, total));
    }
}
