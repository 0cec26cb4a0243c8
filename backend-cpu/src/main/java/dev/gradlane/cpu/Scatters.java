package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Sums at indices that are values (numerics contract §6): sources in blocks of 4096; in a block each position adds its
/// sources ascending from −0; the results of blocks are added to the operand, ascending.
final class Scatters {
    private static final int BLOCK = 4096;
    private static final int BITS = 12;

    private Scatters() {}

    /// y[b, p, n, q] = x[b, p, n, q] + Σ u[b, p, k, q] over the k with i[b, k] = n.
    static void run(Chosen chosen, View x, View updates, View y) {
        View.copy(x, y);
        if (chosen.isEmpty()) {
            return;
        }
        Block indices = new Block(chosen.dtype(), (int) Math.min(chosen.sources(), BLOCK));
        long[] positions = new long[BLOCK];
        Sum sum = new Sum(chosen, updates.collapse(), y);
        for (long b = 0; b < chosen.batch(); b++) {
            for (long k = 0; k < chosen.sources(); k += BLOCK) {
                int count = (int) Math.min(BLOCK, chosen.sources() - k);
                chosen.read(b * chosen.sources() + k, count, indices, positions);
                // sorted by position and then by source: no array of all positions is needed
                long[] order = new long[count];
                int inside = 0;
                for (int i = 0; i < count; i++) {
                    if (positions[i] != Chosen.OUTSIDE) {
                        order[inside++] = positions[i] << BITS | i;
                    }
                }
                Arrays.sort(order, 0, inside);
                for (int start = 0, end; start < inside; start = end) {
                    end = start + 1;
                    while (end < inside && order[end] >> BITS == order[start] >> BITS) {
                        end++;
                    }
                    sum.add(b, k, order, start, end);
                }
            }
        }
    }

    /// The sources of one position in one block, added to it.
    private static final class Sum {
        private final Chosen chosen;
        private final View updates;
        private final MemorySegment memory;
        private final Block total;
        private final Block next;

        Sum(Chosen chosen, View updates, View y) {
            this.chosen = chosen;
            this.updates = updates;
            this.memory = y.memory();
            int length = (int) Math.min(chosen.after(), BlockProgram.LENGTH);
            this.total = new Block(y.dtype(), length);
            this.next = new Block(y.dtype(), length);
        }

        void add(long sample, long firstSource, long[] order, int start, int end) {
            long position = order[start] >> BITS;
            for (long p = 0; p < chosen.before(); p++) {
                long target = chosen.inOperand(sample, p, position);
                for (long q = 0; q < chosen.after(); q += BlockProgram.LENGTH) {
                    int length = (int) Math.min(BlockProgram.LENGTH, chosen.after() - q);
                    // −0 + x is x: the first source is taken as it is
                    load(sample, p, firstSource + (order[start] & BLOCK - 1), q, length, total);
                    for (int i = start + 1; i < end; i++) {
                        load(sample, p, firstSource + (order[i] & BLOCK - 1), q, length, next);
                        plus(total, next, length, total);
                    }
                    next.read(memory, target + q, 1, 0, length);
                    plus(next, total, length, total);
                    total.write(memory, target + q, 1, 0, length);
                }
            }
        }

        private void load(long sample, long prefix, long source, long q, int length, Block into) {
            updates.load(chosen.inChosen(sample, prefix, source) + q, length, into);
        }
    }

    private static void plus(Block a, Block b, int n, Block sum) {
        for (int i = 0; i < n; i++) {
            switch (a.dtype) {
                case F32 -> sum.f32[i] = a.f32[i] + b.f32[i];
                case F64 -> sum.f64[i] = a.f64[i] + b.f64[i];
                case I32 -> sum.i32[i] = a.i32[i] + b.i32[i];
                case I64 -> sum.i64[i] = a.i64[i] + b.i64[i];
                case BOOL -> throw new BackendException("scatterAdd adds numbers, not bool");
            }
        }
    }
}
