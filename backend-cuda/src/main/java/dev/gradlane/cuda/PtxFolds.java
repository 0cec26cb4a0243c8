package dev.gradlane.cuda;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;

/// The loops with accumulators of one entry: who runs a loop, and how many levels of chunks it needs.
final class PtxFolds {
    private static final int LANES = ReductionTree.LANES;
    private static final int CHUNK_BITS = Integer.numberOfTrailingZeros(ReductionTree.CHUNK);
    /// Levels of chunks where the extent is a symbol: 4096³ elements are more than any memory holds.
    private static final int MOST_LEVELS = 3;

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxShortFolds unrolled;
    private final PtxThreadFolds inThread;
    private final PtxWarpFolds inWarp;
    private final PtxHalves halves;

    PtxFolds(PtxText text, PtxIndices indices, PtxInstructions instructions, PtxEmitter emitter) {
        this.t = text;
        this.indices = indices;
        PtxSteps steps = new PtxSteps(text, indices, instructions, emitter);
        PtxShuffles shuffles = new PtxShuffles(text);
        this.unrolled = new PtxShortFolds(text, indices, emitter, steps);
        this.inThread = new PtxThreadFolds(text, indices, emitter, steps);
        this.inWarp = new PtxWarpFolds(text, indices, emitter, steps, shuffles);
        this.halves = new PtxHalves(text, indices, instructions, emitter, steps, shuffles);
    }

    /// @param shared whether the threads of a warp share the cell
    void emit(Statement.Loop loop, boolean shared) {
        boolean inOrder = loop.accumulators().stream().anyMatch(a -> a.order() == Order.CHAIN);
        if (loop.accumulators().stream().anyMatch(a -> a.order() == Order.HALVES)) {
            halves.emit(loop, shared);
        } else if (shared && !inOrder) {
            inWarp.emit(loop, range(loop));
        } else if (!shared && PtxShortFolds.fits(loop)) {
            unrolled.emit(loop);
        } else {
            // a chain in a shared cell is run by all threads alike
            inThread.emit(loop, range(loop));
        }
    }

    /// The elements that a loop folds.
    PtxRange range(Statement.Loop loop) {
        Extent points = PtxIndices.points(loop.axes());
        String count = indices.size(points);
        long most = points.fixed().orElse(Long.MAX_VALUE);
        int lanes = most >= LANES ? LANES : Math.max(1, Integer.highestOneBit(2 * (int) most - 1));
        if (loop.chunk().isEmpty()) {
            int levels = points.fixed().isPresent() ? Math.max(1, ReductionTree.levels(most)) : MOST_LEVELS;
            return new PtxRange(indices.constant(0), count, levels, lanes);
        }
        String start = indices.draw();
        String end = indices.draw();
        t.line("shl%s %s, %s, %d", indices.b(), start, indices.axis(loop.chunk().getAsInt()), CHUNK_BITS);
        t.line("add%s %s, %s, %d", indices.s(), end, start, ReductionTree.CHUNK);
        t.line("min%s %s, %s, %s", indices.s(), end, end, count);
        return new PtxRange(start, end, 1, lanes);
    }
}
