package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;

/// Rows in memory of any length, folded in the order `lanes`, which serves where any order would do.
final class RowFold {
    private final DType type;
    private final Fold fold;
    private final ChunkFold chunk;
    private final LaneFolding results;
    private final long partials;

    RowFold(KernelContext kernel, Accumulator accumulator) {
        this.type = Rows.stored(accumulator.type());
        this.fold = accumulator.fold();
        this.chunk = new ChunkFold(kernel, type, fold);
        this.results = new LaneFolding(kernel, type, fold == Fold.DOT ? Fold.SUM : fold, true);
        this.partials = kernel.reserve((long) Rows.TILE * type.bytes());
    }

    /// @param n elements of a row
    /// @param to address of the `rows` results, one after the other
    void run(Scope scope, Pitched x, Pitched y, int rows, long n, long to) {
        if (n > ReductionTree.CHUNK) {
            for (int row = 0; row < rows; row++) {
                chunks(scope, x.at(row), y.at(row), n, to + (long) row * type.bytes());
            }
        } else if (n > 0) {
            chunk.run(scope, x, y, rows, (int) n, to);
        } else {
            for (int row = 0; row < rows; row++) {
                Address.put(type, to + (long) row * type.bytes(), FoldCode.ofNothing(type, fold));
            }
        }
    }

    /// The results of a row's chunks are elements of the same order.
    private void chunks(Scope scope, long x, long y, long n, long to) {
        long bytes = (long) ReductionTree.CHUNK * type.bytes();
        long whole = n / ReductionTree.CHUNK;
        int rest = (int) (n % ReductionTree.CHUNK);
        long all = rest == 0 ? whole : whole + 1;
        long sums = scope.reserved(partials);
        results.begin(scope, all);
        for (long done = 0; done < all; done += Rows.TILE) {
            int some = (int) Math.min(Rows.TILE, all - done);
            int full = (int) Math.min(some, whole - done);
            Pitched xs = new Pitched(x + done * bytes, bytes);
            Pitched ys = new Pitched(y + done * bytes, bytes);
            chunk.run(scope, xs, ys, full, ReductionTree.CHUNK, sums);
            if (full < some) {
                Pitched xRest = new Pitched(xs.at(full), 0);
                Pitched yRest = new Pitched(ys.at(full), 0);
                chunk.run(scope, xRest, yRest, 1, rest, sums + (long) full * type.bytes());
            }
            results.add(scope, sums, sums, done, some);
        }
        results.finish(scope, all, to);
    }
}
