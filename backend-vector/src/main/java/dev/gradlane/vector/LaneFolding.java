package dev.gradlane.vector;

import dev.gradlane.graph.DType;
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
    private final RowCode tree;
    private final long memory;
    private final long levelBytes;
    private final long slab;

    /// @param type of the elements in memory
    /// @param chunked whether the order has chunks; else any order will do
    LaneFolding(KernelContext kernel, DType type, Fold fold, boolean chunked) {
        this.type = type;
        this.fold = fold;
        this.chunked = chunked;
        this.code = FoldCode.of(type, fold, kernel.species());
        Fold whole = fold == Fold.DOT ? Fold.SUM : fold;
        this.sum = FoldCode.of(type, whole, kernel.species());
        this.tree = RowCode.of(new RowCode.Key(type, whole, kernel.species(), ReductionTree.LANES));
        this.slab = kernel.reserve((long) ReductionTree.LANES * type.bytes());
        this.levelBytes = (long) ReductionTree.LANES * type.bytes();
        this.memory = kernel.reserve((chunked ? LEVELS : 1) * levelBytes);
    }

    @Override
    public void begin(Scope scope, long n) {
        clear(scope, 0);
    }

    private void clear(Scope scope, int level) {
        code.clear().run(0, 0, level(scope, level), ReductionTree.LANES / code.lanes());
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
                clear(scope, 0);
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
            clear(scope, level + 1);
        } else if (chunk % ReductionTree.CHUNK == 0) {
            hand(scope, chunk / ReductionTree.CHUNK - 1, level + 1);
            clear(scope, level + 1);
        }
        tree(scope, level, level(scope, level));
        long lane = chunk % ReductionTree.LANES;
        sum.one().run(level(scope, level), 0, level(scope, level + 1) + lane * type.bytes(), 1);
    }

    /// The 128 lanes of a level as one row of 128 elements: its fold is their tree.
    private void tree(Scope scope, int level, long to) {
        long lanes = level(scope, level);
        tree.run(lanes, 0, 0, lanes, 0, 0, to, scope.reserved(slab), 1, 1, 0);
    }

    @Override
    public void finish(Scope scope, long n, long to) {
        if (n == 0) {
            Address.put(type, to, FoldCode.ofNothing(type, fold));
            return;
        }
        int level = 0;
        for (long left = n; chunked && left > ReductionTree.CHUNK; level++) {
            left = Math.ceilDiv(left, (long) ReductionTree.CHUNK);
            hand(scope, left - 1, level);
        }
        tree(scope, level, to);
    }
}
