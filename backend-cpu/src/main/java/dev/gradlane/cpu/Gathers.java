package dev.gradlane.cpu;

import java.lang.foreign.MemorySegment;

/// Elements at indices that are values.
final class Gathers {
    private Gathers() {}

    /// y[b, p, k, q] = x[b, p, i[b, k], q].
    static void run(Chosen chosen, View x, View y) {
        if (chosen.isEmpty()) {
            return;
        }
        View from = x.collapse();
        MemorySegment to = y.memory();
        Block indices = new Block(chosen.dtype(), (int) Math.min(chosen.sources(), BlockProgram.LENGTH));
        Block elements = new Block(x.dtype(), (int) Math.min(chosen.after(), BlockProgram.LENGTH));
        long[] positions = new long[BlockProgram.LENGTH];
        for (long b = 0; b < chosen.batch(); b++) {
            for (long k = 0; k < chosen.sources(); k += BlockProgram.LENGTH) {
                int count = (int) Math.min(BlockProgram.LENGTH, chosen.sources() - k);
                chosen.read(b * chosen.sources() + k, count, indices, positions);
                for (long p = 0; p < chosen.before(); p++) {
                    for (int i = 0; i < count; i++) {
                        if (positions[i] != Chosen.OUTSIDE) {
                            long first = chosen.inOperand(b, p, positions[i]);
                            copy(from, first, to, chosen.inChosen(b, p, k + i), chosen.after(), elements);
                        }
                    }
                }
            }
        }
    }

    private static void copy(View from, long first, MemorySegment to, long target, long count, Block block) {
        for (long done = 0; done < count; done += BlockProgram.LENGTH) {
            int length = (int) Math.min(BlockProgram.LENGTH, count - done);
            from.load(first + done, length, block);
            block.write(to, target + done, 1, 0, length);
        }
    }
}
