package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;

/// Rows in memory of at most one chunk each, folded in the order `lanes`.
final class ChunkFold {
    private final DType type;
    private final Fold fold;
    private final Species species;
    private final long slab;
    private final long stage;
    private final long stageBytes;

    /// @param type of the elements in memory
    ChunkFold(KernelContext kernel, DType type, Fold fold) {
        this.type = type;
        this.fold = fold;
        this.species = kernel.species();
        this.stageBytes = (long) ReductionTree.LANES * type.bytes() + 64;
        this.slab = kernel.reserve(stageBytes);
        this.stage = kernel.reserve(2 * stageBytes);
    }

    /// Folds `count` rows of `n` elements each, n from 1 to 4096.
    ///
    /// @param y the second elements of a product; anything where a step takes one
    /// @param to address of the results, one after the other
    void run(Scope scope, Pitched x, Pitched y, int count, int n, long to) {
        int width = Math.min(ReductionTree.LANES, n == 1 ? 1 : 2 * Integer.highestOneBit(n - 1));
        RowCode code = RowCode.of(new RowCode.Key(type, fold, species, width));
        int bytes = type.bytes();
        int groups = width == ReductionTree.LANES ? n / width : 0;
        int left = n - groups * ReductionTree.LANES;
        long tail = (long) groups * ReductionTree.LANES * bytes;
        // whole vectors of the tail are read: the last rows must not end behind the memory that holds them
        long over = left == 0 ? 0 : (long) (Math.max(width, species.lanes(type)) - left) * bytes;
        int careful = Math.max(x.beyond(count, over), fold == Fold.DOT ? y.beyond(count, over) : 0);
        long sums = scope.reserved(slab);
        if (careful < count) {
            code.run(
                    x.address(),
                    x.pitch(),
                    x.address() + tail,
                    y.address(),
                    y.pitch(),
                    y.address() + tail,
                    to,
                    sums,
                    count - careful,
                    groups,
                    left);
        }
        long staged = scope.reserved(stage);
        for (int row = count - careful; row < count; row++) {
            Address.copy(x.at(row) + tail, staged, (long) left * bytes);
            if (fold == Fold.DOT) {
                Address.copy(y.at(row) + tail, staged + stageBytes, (long) left * bytes);
            }
            long result = to + (long) row * bytes;
            code.run(x.at(row), 0, staged, y.at(row), 0, staged + stageBytes, result, sums, 1, groups, left);
        }
    }
}
