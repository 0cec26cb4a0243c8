package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.kernel.ArrayKernel;

/// Sums at indices that are values (numerics contract §6): y[b, p, n, q] = x[b, p, n, q] + Σ u[b, p, k, q] over the k
/// with i[b, k] = n, sources in blocks of 4096. A unit is a sample and a range of positions, which no other unit
/// writes.
///
/// @param perSample indices of one sample, for faults
record Scattering(
        DType type,
        DType indices,
        int node,
        long batch,
        long before,
        long extent,
        long sources,
        long after,
        long perSample)
        implements SizedArray {
    private static final int BLOCK = 4096;

    /// Elements behind a position that are summed at once.
    private static final int WIDTH = 64;

    static Scattering of(Op.ScatterAdd op, ArrayKernel kernel, Sizes sizes) {
        Shape by = kernel.operands().get(1).type().shape();
        long[] x = sizes.extents(kernel.operands().getFirst().type().shape());
        long[] i = sizes.extents(by);
        boolean symbolic = i.length > 0 && by.dim(0) instanceof Dim.Symbol;
        return new Scattering(
                kernel.operands().getFirst().type().dtype(),
                kernel.operands().get(1).type().dtype(),
                kernel.node(),
                Slices.product(x, 0, op.batch()),
                Slices.product(x, op.batch(), op.axis()),
                x[op.axis()],
                Slices.product(i, op.batch(), i.length),
                Slices.product(x, op.axis() + 1, x.length),
                symbolic && i[0] > 0 ? Math.max(1, Slices.product(i, 1, i.length)) : Long.MAX_VALUE);
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        long ranges = batch < run.threads() ? Math.clamp(extent, 1, run.threads()) : 1;
        long elements = before * (extent + sources) * after;
        run.share(batch * ranges, Math.max(1, 4 * elements / ranges), (worker, from, to) -> {
            Sums sums = new Sums(run, operands, results[0]);
            for (long unit = from; unit < to; unit++) {
                long range = unit % ranges;
                sums.sample(unit / ranges, extent * range / ranges, extent * (range + 1) / ranges);
            }
        });
    }

    /// One thread's blocks.
    private final class Sums {
        private final Run run;
        private final long[] operands;
        private final long result;
        private final int width = (int) Math.min(WIDTH, after);
        private final Positions positions = new Positions();
        private final int most = (int) Math.min(BLOCK, sources);
        private final Line sums = Line.of(type, (most + 1) * Math.max(1, width));

        Sums(Run run, long[] operands, long result) {
            this.run = run;
            this.operands = operands;
            this.result = result;
        }

        /// Positions `from` to `to` − 1 of a sample.
        void sample(long b, long from, long to) {
            int bytes = type.bytes();
            for (long p = 0; p < before; p++) {
                long start = ((b * before + p) * extent + from) * after * bytes;
                Address.copy(operands[0] + start, result + start, (to - from) * after * bytes);
            }
            if (before == 0 || after == 0) {
                return;
            }
            positions.begin(from, to, after * bytes, most);
            for (long k = 0; k < sources; k += BLOCK) {
                int count = (int) Math.min(BLOCK, sources - k);
                read(b * sources + k, count);
                for (long p = 0; p < before; p++) {
                    for (long q = 0; q < after; q += width) {
                        int w = (int) Math.min(width, after - q);
                        long update = (((b * before + p) * sources + k) * after + q) * bytes;
                        long target = ((b * before + p) * extent * after + q) * bytes;
                        sums.clear((positions.groups + 1) * w);
                        sums.addSources(operands[2] + update, after * bytes, positions.group, count, w);
                        sums.addGroups(result + target, positions.offset, positions.groups, w);
                    }
                }
            }
        }

        private void read(long first, int count) {
            positions.next();
            for (int i = 0; i < count; i++) {
                long index = indices == DType.I32
                        ? Address.ALL.get(Address.I32, operands[1] + (first + i) * Integer.BYTES)
                        : Address.ALL.get(Address.I64, operands[1] + (first + i) * Long.BYTES);
                if (index < 0 || index >= extent) {
                    FaultWord.report(run.fault(), (first + i) / perSample, node);
                }
                positions.put(i, index);
            }
        }
    }

    /// The sources of a block in groups of one position each, numbered from 1; group 0 has those of positions that
    /// are not looked for. Where there are no more positions than sources each has its group; else a hash table
    /// finds them, which any positions fit, because a block has no more of them than sources.
    private static final class Positions {
        private static final int BITS = 13;
        private static final int SLOTS = 1 << BITS;

        /// By source.
        final int[] group = new int[BLOCK];
        /// By group: where its position begins, in bytes.
        final long[] offset = new long[BLOCK + 1];
        int groups;
        private long first;
        private long count;
        private long bytes;
        /// Groups, once there is a table.
        private int[] slots = {};
        private final int[] used = new int[BLOCK + 1];

        /// Looks for positions `from` to `to` − 1, of `size` bytes each, in blocks of at most `sources` sources.
        void begin(long from, long to, long size, int sources) {
            next();
            groups = 0;
            first = from;
            count = to - from;
            bytes = size;
            if (count > sources) {
                slots = slots.length == 0 ? new int[SLOTS] : slots;
                return;
            }
            slots = new int[0];
            groups = (int) count;
            for (int g = 1; g <= groups; g++) {
                offset[g] = (from + g - 1) * size;
            }
        }

        /// Begins another block.
        void next() {
            if (slots.length > 0) {
                for (int g = 1; g <= groups; g++) {
                    slots[used[g]] = 0;
                }
                groups = 0;
            }
        }

        void put(int source, long position) {
            long at = position - first;
            boolean inside = at >= 0 & at < count;
            group[source] = slots.length == 0 ? (inside ? (int) at + 1 : 0) : inside ? hashed(position) : 0;
        }

        private int hashed(long position) {
            // neighbours in neighbouring slots; the high bits spread what is equal in the low ones
            int slot = (int) (position + (position >>> BITS) * 0x9E37_79B1L) & SLOTS - 1;
            long place = position * bytes;
            while (slots[slot] != 0 && offset[slots[slot]] != place) {
                slot = slot + 1 & SLOTS - 1;
            }
            if (slots[slot] == 0) {
                slots[slot] = ++groups;
                offset[groups] = place;
                used[groups] = slot;
            }
            return slots[slot];
        }
    }
}
