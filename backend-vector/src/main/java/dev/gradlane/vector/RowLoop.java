package dev.gradlane.vector;

import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// A loop with accumulators where a cell is one point: the loop's last axis lies across the lanes.
final class RowLoop implements Step {
    private record Result(Folding folding, int[] elements, int row, int bytes) {}

    private final Points points;
    private final int chunk;
    private final LoopElements elements;
    private final List<Result> results = new ArrayList<>();

    RowLoop(KernelContext kernel, Statement.Loop loop) {
        this.points = Points.of(loop.axes());
        this.chunk = loop.chunk().orElse(Row.NONE);
        this.elements = new LoopElements(kernel, loop, points.last());
        for (Accumulator accumulator : loop.accumulators()) {
            Folding folding = switch (accumulator.order()) {
                case LANES -> new LaneFolding(kernel, accumulator, true);
                case FREE -> new LaneFolding(kernel, accumulator, false);
                case CHAIN -> new ChainFolding(kernel, accumulator);
                case HALVES -> throw new IllegalStateException("halves are folded in place");
            };
            int row = kernel.row();
            int bytes = Rows.stored(accumulator.type()).bytes();
            results.add(new Result(folding, elements.of(accumulator), row, bytes));
            kernel.bind(accumulator.result(), accumulator.type(), row, Row.NONE);
        }
        elements.release(kernel, loop);
    }

    @Override
    public void run(Scope scope, int count) {
        long all = points.count(scope);
        long start = chunk == Row.NONE ? 0 : Math.min(all, scope.point[chunk] * ReductionTree.CHUNK);
        long n = chunk == Row.NONE ? all : Math.min(ReductionTree.CHUNK, all - start);
        for (Result result : results) {
            result.folding.begin(scope, n);
        }
        boolean direct = elements.isDirect(scope, points.last());
        long[] at = new long[elements.size()];
        for (long done = 0; done < n; ) {
            long run = Math.min(points.go(scope, start + done), n - done);
            if (direct) {
                elements.addresses(scope, at);
            } else {
                run = Math.min(run, Rows.TILE);
                elements.compute(scope, (int) run, at);
            }
            for (Result result : results) {
                result.folding.add(scope, at[result.elements[0]], at[result.elements[1]], done, run);
            }
            done += run;
        }
        for (Result result : results) {
            Address.copy(result.folding.finish(scope, n), scope.row(result.row), result.bytes);
        }
        points.leave(scope);
    }
}
