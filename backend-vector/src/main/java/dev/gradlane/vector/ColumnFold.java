package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;

/// One chunk of the order `lanes` over the rows of a matrix in memory, all columns of a tile side by side.
///
/// The 128 lanes lie in a slab, a strip of columns wide. Blocks of two lanes and eight vectors, four and four or eight
/// and two take their rows in registers: wide blocks where columns allow them, so that what is read of a row is long
/// enough for the processor to fetch it ahead; many lanes for few columns, whose rows are one piece of memory. On one
/// core of an AMD EPYC (Zen 4) blocks of 8×2 read 4096 × 1024 floats with 17 GB/s and blocks of 2×8 with 42; in the
/// second-level cache all shapes reach 66 to 73.
final class ColumnFold {
    private static final ColumnBlock.Shape ONE = new ColumnBlock.Shape(1, 1);
    private static final ColumnBlock.Shape[] SHAPES = {
        new ColumnBlock.Shape(2, 8),
        new ColumnBlock.Shape(4, 4),
        new ColumnBlock.Shape(8, 2),
        new ColumnBlock.Shape(8, 1)
    };
    /// Rows that a lane takes before the next one's turn: as many streams as prefetchers follow.
    private static final int DEPTH = 16;
    /// Bytes of a strip, and from one lane to the next: no power of two, so that lanes do not alias.
    private static final int STRIP = 1024;
    private static final long PITCH = STRIP + 64;
    static final long SLAB = ReductionTree.LANES * PITCH;

    private final DType type;
    private final Fold fold;
    private final Species species;
    private final ColumnBlock[] fresh = new ColumnBlock[SHAPES.length];
    private final ColumnBlock freshOne;
    private final FoldCode sum;
    private final long slab;
    private final long stage;

    /// @param type of the elements in memory
    /// @param slab [#SLAB] bytes of [KernelContext#reserve]
    ColumnFold(KernelContext kernel, DType type, Fold fold, long slab) {
        this.type = type;
        this.fold = fold;
        this.species = kernel.species();
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = code(SHAPES[i], true);
        }
        this.freshOne = code(ONE, true);
        this.sum = FoldCode.of(type, fold == Fold.DOT ? Fold.SUM : fold, species);
        this.slab = slab;
        this.stage = kernel.reserve(2 * PITCH);
    }

    private ColumnBlock code(ColumnBlock.Shape shape, boolean isFresh) {
        return ColumnBlock.of(new ColumnBlock.Key(type, fold, species, shape, isFresh));
    }

    /// Folds rows 0 to `rows` − 1, at most 4096 of them.
    ///
    /// @param y the second elements of a product; anything where a step takes one
    /// @param to address of the `columns` results
    void run(Scope scope, Pitched x, Pitched y, int rows, int columns, long to) {
        int bytes = type.bytes();
        for (int at = 0; at < columns * bytes; at += STRIP) {
            int width = Math.min(STRIP, columns * bytes - at);
            new Strip(scope, x, y, rows, at, width).run();
            Address.copy(scope.reserved(slab), to + at, width);
        }
    }

    /// Some columns: their sums, and where they are read.
    private final class Strip {
        private final Pitched x;
        private final Pitched y;
        private final int rows;
        private final int first;
        private final int width;
        private final int vectorBytes = sum.lanes() * type.bytes();
        private final int vectors;
        private final long lanes;
        private final long staged;

        /// @param first, width bytes of a row
        Strip(Scope scope, Pitched x, Pitched y, int rows, int first, int width) {
            this.x = x;
            this.y = y;
            this.rows = rows;
            this.first = first;
            this.width = width;
            this.vectors = Math.ceilDiv(width, vectorBytes);
            this.lanes = scope.reserved(slab);
            this.staged = scope.reserved(stage);
        }

        void run() {
            long over = (long) vectors * vectorBytes - width;
            int careful = Math.max(x.beyond(rows, over), fold == Fold.DOT ? y.beyond(rows, over) : 0);
            inPlace(rows - careful);
            for (int row = rows - careful; row < rows; row++) {
                Address.copy(x.at(row) + first, staged, width);
                if (fold == Fold.DOT) {
                    Address.copy(y.at(row) + first, staged + PITCH, width);
                }
                ColumnBlock one = row < ReductionTree.LANES ? freshOne : code(ONE, false);
                long lane = lanes + row % ReductionTree.LANES * PITCH;
                one.run(staged, 0, staged + PITCH, 0, lane, PITCH, 1, vectors, 1);
            }
            int present = Math.min(rows, ReductionTree.LANES);
            for (int h = ReductionTree.firstHalf(present); h > 0; h /= 2) {
                int pairs = Math.min(h, present - h);
                sum.rows().run(lanes + h * PITCH, lanes, PITCH, pairs, vectors);
                present = h;
            }
        }

        private void inPlace(int count) {
            int all = count / ReductionTree.LANES;
            int left = count % ReductionTree.LANES;
            for (int done = 0; done < all || done == 0; done += DEPTH) {
                int times = Math.min(DEPTH, all - done);
                int more = done + times == all ? left : 0;
                lanes(0, more, done, times + 1);
                lanes(more, ReductionTree.LANES, done, times);
            }
        }

        /// Lanes `from` to `to` − 1 take `times` rows each, after `done` that they have taken.
        private void lanes(int from, int to, int done, int times) {
            if (from == to || times == 0) {
                return;
            }
            int vector = 0;
            for (int i = 0; i < SHAPES.length; i++) {
                int wide = SHAPES[i].vectors();
                int blocks = (vectors - vector) / wide;
                if (blocks > 0) {
                    int groups = (to - from) / SHAPES[i].lanes();
                    int end = from + groups * SHAPES[i].lanes();
                    ColumnBlock many = done == 0 ? fresh[i] : code(SHAPES[i], false);
                    block(many, from, vector, done, groups, blocks, times);
                    ColumnBlock one = done == 0 ? freshOne : code(ONE, false);
                    block(one, end, vector, done, to - end, blocks * wide, times);
                    vector += blocks * wide;
                }
            }
        }

        private void block(ColumnBlock code, int lane, int vector, int done, int groups, int blocks, int times) {
            if (groups > 0) {
                int offset = vector * vectorBytes;
                int row = done * ReductionTree.LANES + lane;
                code.run(
                        x.at(row) + first + offset,
                        x.pitch(),
                        y.at(row) + first + offset,
                        y.pitch(),
                        lanes + lane * PITCH + offset,
                        PITCH,
                        groups,
                        blocks,
                        times);
            }
        }
    }
}
