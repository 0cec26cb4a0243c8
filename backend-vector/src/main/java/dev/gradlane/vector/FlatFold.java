package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;

/// One chunk of the order `lanes` over rows of few columns that lie one behind the other without a gap: 128 rows are
/// one row of accumulators, which takes the next 128 rows as they lie, and a step of the tree adds one half of it to
/// the other. No element of a vector is idle, however few the columns.
final class FlatFold {
    private static final ColumnBlock.Shape WIDE = new ColumnBlock.Shape(1, 16);
    private static final ColumnBlock.Shape ONE = new ColumnBlock.Shape(1, 1);
    /// Groups of 128 rows that a block of accumulators takes before the next one's turn.
    private static final int DEPTH = 16;
    /// Bytes of the accumulators: they stay in the nearest caches.
    static final int SLAB = 1 << 16;

    private final DType type;
    private final Fold fold;
    private final Species species;
    private final FoldCode code;
    private final FoldCode sum;
    private final long slab;

    /// @param type of the elements in memory
    /// @param slab [#SLAB] bytes of [KernelContext#reserve]
    FlatFold(KernelContext kernel, DType type, Fold fold, long slab) {
        this.type = type;
        this.fold = fold;
        this.species = kernel.species();
        this.code = FoldCode.of(type, fold, species);
        this.sum = FoldCode.of(type, fold == Fold.DOT ? Fold.SUM : fold, species);
        this.slab = slab;
    }

    /// Whether the accumulators of so many columns have room.
    static boolean fits(DType type, long columns) {
        return columns * ReductionTree.LANES * type.bytes() <= SLAB;
    }

    /// Folds rows in memory, at most 4096.
    ///
    /// @param y the second elements of a product; anything where a step takes one
    /// @param to address of the `columns` results
    void run(Scope scope, long x, long y, int rows, int columns, long to) {
        long bytes = (long) ReductionTree.LANES * columns * type.bytes();
        int groups = rows / ReductionTree.LANES;
        if (groups == 0) {
            begin(scope, rows, columns);
        }
        for (int done = 0; done < groups; done += DEPTH) {
            int times = Math.min(DEPTH, groups - done);
            groups(scope, x + done * bytes, y + done * bytes, columns, times, done == 0);
        }
        int taken = groups * ReductionTree.LANES;
        add(scope, x + groups * bytes, y + groups * bytes, taken, rows - taken, columns);
        finish(scope, rows, columns, to);
    }

    private void groups(Scope scope, long x, long y, int columns, int times, boolean fresh) {
        int vectors = ReductionTree.LANES / code.lanes() * columns;
        int wide = vectors / WIDE.vectors();
        int rest = vectors % WIDE.vectors();
        long pitch = (long) columns * type.bytes();
        long sums = scope.reserved(slab);
        if (wide > 0) {
            block(WIDE, fresh).run(x, pitch, y, pitch, sums, 0, 1, wide, times);
        }
        if (rest > 0) {
            long offset = (long) (vectors - rest) * code.lanes() * type.bytes();
            block(ONE, fresh).run(x + offset, pitch, y + offset, pitch, sums + offset, 0, 1, rest, times);
        }
    }

    private ColumnBlock block(ColumnBlock.Shape shape, boolean fresh) {
        return ColumnBlock.of(new ColumnBlock.Key(type, fold, species, shape, fresh));
    }

    /// Prepares for `rows` rows that come by [#add].
    void begin(Scope scope, int rows, int columns) {
        int present = Math.min(rows, ReductionTree.LANES) * columns;
        code.clear().run(0, 0, scope.reserved(slab), Math.ceilDiv(present, code.lanes()));
    }

    /// Takes rows number `row` to `row` + `count` − 1, which lie one behind the other.
    void add(Scope scope, long x, long y, int row, int count, int columns) {
        for (int done = 0; done < count; ) {
            int lane = (row + done) % ReductionTree.LANES;
            int some = Math.min(count - done, ReductionTree.LANES - lane);
            long from = (long) done * columns * type.bytes();
            long sums = scope.reserved(slab) + (long) lane * columns * type.bytes();
            apply(code, x + from, y + from, sums, some * columns);
            done += some;
        }
    }

    /// Writes the results of `rows` rows to `to`.
    void finish(Scope scope, int rows, int columns, long to) {
        long sums = scope.reserved(slab);
        int present = Math.min(rows, ReductionTree.LANES);
        for (int h = ReductionTree.firstHalf(present); h > 0; h /= 2) {
            int pairs = Math.min(h, present - h);
            apply(sum, sums + (long) h * columns * type.bytes(), 0, sums, pairs * columns);
            present = h;
        }
        Address.copy(sums, to, (long) columns * type.bytes());
    }

    private void apply(FoldCode elements, long x, long y, long sums, int count) {
        int vectors = count / elements.lanes();
        elements.add().run(x, y, sums, vectors);
        int done = vectors * elements.lanes();
        if (done < count) {
            long offset = (long) done * type.bytes();
            elements.one().run(x + offset, y + offset, sums + offset, count - done);
        }
    }
}
