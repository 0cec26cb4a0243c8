package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;

/// The order `lanes`, and every fold that is free of order: 128 lanes in memory, a few registers' worth of them at a
/// time in registers. An absent lane holds the identity, which changes no bit of what it is added to: x + (−0) = x for
/// every x, −0 included.
///
/// The chunks of a long sum are added as they are finished: the result of chunk c is element c of the next level, so
/// 128 lanes a level are all that is kept.
final class LaneFolding implements Folding {
    /// Levels of chunks of 4096 that 2^63 elements make.
    private static final int LEVELS = 6;

    private final DType type;
    private final Fold fold;
    private final boolean chunked;
    private final FoldCode code;
    private final FoldCode sum;
    private final long memory;
    private final long levelBytes;

    /// @param chunked whether the order has chunks; else any order will do
    LaneFolding(KernelContext kernel, Accumulator accumulator, boolean chunked) {
        this.type = Rows.stored(accumulator.type());
        this.fold = accumulator.fold();
        this.chunked = chunked;
        this.code = FoldCode.of(type, fold, kernel.species());
        this.sum = FoldCode.of(type, fold == Fold.DOT ? Fold.SUM : fold, kernel.species());
        this.levelBytes = (long) ReductionTree.LANES * type.bytes();
        this.memory = kernel.reserve((chunked ? LEVELS : 1) * levelBytes);
    }

    @Override
    public void begin(Scope scope, long n) {
        clear(scope, 0, n);
    }

    private void clear(Scope scope, int level, long n) {
        code.clear().run(0, 0, level(scope, level), Math.ceilDiv(width(n), code.lanes()));
    }

    /// Lanes that the tree of n elements has, absent ones included: a power of two.
    private static int width(long n) {
        return n >= ReductionTree.LANES ? ReductionTree.LANES : 2 * ReductionTree.firstHalf((int) n) + (n <= 1 ? 1 : 0);
    }

    private long level(Scope scope, int level) {
        return scope.reserved(memory) + level * levelBytes;
    }

    @Override
    public void add(Scope scope, long x, long y, long at, long count) {
        for (long done = 0; done < count; ) {
            long position = at + done;
            long chunkLeft = ReductionTree.CHUNK - position % ReductionTree.CHUNK;
            int piece = (int) Math.min(count - done, chunkLeft);
            // the chunk before is finished only now: the last one is finish's, with as few lanes as it has
            if (chunked && position > 0 && position % ReductionTree.CHUNK == 0) {
                hand(scope, position / ReductionTree.CHUNK - 1, 0);
                clear(scope, 0, ReductionTree.LANES);
            }
            lanes(
                    scope,
                    x + done * type.bytes(),
                    y + done * type.bytes(),
                    (int) (position % ReductionTree.LANES),
                    piece);
            done += piece;
        }
    }

    private void lanes(Scope scope, long x, long y, int lane, int count) {
        long sums = level(scope, 0);
        int bytes = type.bytes();
        int head = lane == 0 ? 0 : Math.min(count, ReductionTree.LANES - lane);
        if (head > 0) {
            code.one().run(x, y, sums + (long) lane * bytes, head);
        }
        int groups = (count - head) / ReductionTree.LANES;
        if (groups > 0) {
            code.groups().run(x + (long) head * bytes, y + (long) head * bytes, sums, groups);
        }
        int done = head + groups * ReductionTree.LANES;
        int vectors = (count - done) / code.lanes();
        if (vectors > 0) {
            code.add().run(x + (long) done * bytes, y + (long) done * bytes, sums, vectors);
        }
        int tail = done + vectors * code.lanes();
        if (tail < count) {
            long offset = (long) vectors * code.lanes() * bytes;
            code.one().run(x + (long) tail * bytes, y + (long) tail * bytes, sums + offset, count - tail);
        }
    }

    /// Finishes chunk number `chunk` of `level` and gives its result to the level above.
    private void hand(Scope scope, long chunk, int level) {
        if (chunk == 0) {
            clear(scope, level + 1, ReductionTree.LANES);
        } else if (chunk % ReductionTree.CHUNK == 0) {
            hand(scope, chunk / ReductionTree.CHUNK - 1, level + 1);
            clear(scope, level + 1, ReductionTree.LANES);
        }
        sum.tree().run(0, 0, level(scope, level), ReductionTree.LANES / 2);
        long lane = chunk % ReductionTree.LANES;
        sum.one().run(level(scope, level), 0, level(scope, level + 1) + lane * type.bytes(), 1);
    }

    @Override
    public long finish(Scope scope, long n) {
        if (n == 0) {
            Address.put(type, level(scope, 0), FoldCode.ofNothing(type, fold));
            return level(scope, 0);
        }
        int level = 0;
        for (long left = n; chunked && left > ReductionTree.CHUNK; level++) {
            left = Math.ceilDiv(left, (long) ReductionTree.CHUNK);
            hand(scope, left - 1, level);
        }
        long lanes = level == 0 ? width(n) : ReductionTree.LANES;
        sum.tree().run(0, 0, level(scope, level), (int) lanes / 2);
        return level(scope, level);
    }
}
