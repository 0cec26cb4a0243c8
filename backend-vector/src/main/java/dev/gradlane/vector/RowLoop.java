package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A loop with accumulators whose last axis lies across the lanes: one cell after the other. Elements that are loaded
/// and nothing else, and lie in one piece for each cell, are folded where they are, all cells of a tile by one piece of
/// code; others are computed, a tile of the loop at a time, or of many loops where they are short.
final class RowLoop implements Step {
    private record Result(Folding computed, RowFold loaded, int[] elements, int row, int bytes) {}

    private final Points points;
    private final int axis;
    private final int chunk;
    private final Optional<ShortRows> together;
    private final LoopElements elements;
    private final boolean lanes;
    private final List<Result> results = new ArrayList<>();

    /// @param axis of the cells; [Row#NONE] where there is one
    RowLoop(KernelContext kernel, Statement.Loop loop, int axis) {
        this.points = Points.of(loop.axes());
        this.axis = axis;
        this.chunk = loop.chunk().orElse(Row.NONE);
        Set<Integer> wanted = new LinkedHashSet<>();
        loop.accumulators().forEach(a -> wanted.addAll(a.elements()));
        this.together = chunk == Row.NONE && axis != Row.NONE && loop.axes().size() == 1
                ? ShortRows.of(kernel, axis, loop.axes().getLast(), loop.body(), wanted)
                : Optional.empty();
        together.ifPresent(rows -> rows.bind(kernel));
        Block body = together.map(ShortRows::body).orElse(loop.body());
        Statement.Loop inner = new Statement.Loop(loop.axes(), loop.chunk(), body, loop.accumulators());
        this.elements = new LoopElements(kernel, inner, points.last());
        this.lanes = loop.accumulators().stream().noneMatch(a -> a.order() == Order.CHAIN);
        for (Accumulator accumulator : loop.accumulators()) {
            DType type = Rows.stored(accumulator.type());
            Folding folding = switch (accumulator.order()) {
                case LANES -> new LaneFolding(kernel, type, accumulator.fold(), true);
                case FREE -> new LaneFolding(kernel, type, accumulator.fold(), false);
                case CHAIN -> new ChainFolding(kernel, accumulator);
                case HALVES -> throw new IllegalStateException("halves are folded in place");
            };
            RowFold loaded = new RowFold(kernel, accumulator);
            int row = kernel.row();
            results.add(new Result(folding, loaded, elements.of(accumulator), row, type.bytes()));
            kernel.bind(accumulator.result(), accumulator.type(), row, axis);
        }
        elements.release(kernel, inner);
        together.ifPresent(rows -> rows.release(kernel));
    }

    @Override
    public void run(Scope scope, int count) {
        boolean direct = elements.isDirect(scope, points.last());
        if (direct && lanes && elements.haveOnePitch(scope, points)) {
            if (axis != Row.NONE && axis == chunk) {
                neighbouringChunks(scope, count);
            } else {
                loaded(scope, 0, count, axis);
            }
        } else if (together.isPresent()) {
            together(scope, count, together.get());
        } else {
            long first = axis == Row.NONE ? 0 : scope.point[axis];
            for (int cell = 0; cell < count; cell++) {
                at(scope, first, cell);
                computed(scope, direct);
            }
            at(scope, first, 0);
        }
        points.leave(scope);
    }

    /// Computes the loops of many cells as one long row, and folds its parts.
    private void together(Scope scope, int count, ShortRows rows) {
        long first = scope.point[axis];
        long[] at = new long[elements.size()];
        for (int cell = 0; cell < count; cell += rows.most()) {
            int some = Math.min(rows.most(), count - cell);
            at(scope, first, cell);
            rows.fill(scope, some);
            elements.compute(scope, some * rows.length(), at);
            for (Result result : results) {
                long pitch = (long) rows.length() * result.bytes;
                Pitched x = new Pitched(at[result.elements[0]], pitch);
                Pitched y = new Pitched(at[result.elements[1]], pitch);
                long to = scope.row(result.row) + (long) cell * result.bytes;
                result.loaded.run(scope, x, y, some, rows.length(), to);
            }
        }
        at(scope, first, 0);
    }

    private void at(Scope scope, long first, int cell) {
        scope.cell = cell;
        if (axis != Row.NONE) {
            scope.point[axis] = first + cell;
        }
    }

    private long start(Scope scope, long all) {
        return chunk == Row.NONE ? 0 : Math.min(all, scope.point[chunk] * ReductionTree.CHUNK);
    }

    private long steps(long all, long start) {
        return chunk == Row.NONE ? all : Math.min(ReductionTree.CHUNK, all - start);
    }

    /// Cells that are chunks of one row: all but the last have 4096 elements.
    private void neighbouringChunks(Scope scope, int count) {
        long first = scope.point[axis];
        long whole = points.count(scope) / ReductionTree.CHUNK - first;
        int full = (int) Math.max(0, Math.min(count, whole));
        if (full > 0) {
            loaded(scope, 0, full, axis);
        }
        for (int cell = full; cell < count; cell++) {
            scope.point[axis] = first + cell;
            loaded(scope, cell, 1, Row.NONE);
        }
        scope.point[axis] = first;
    }

    /// Folds `count` cells from number `cell` of the tile on, where the current point is.
    ///
    /// @param along the axis of these cells
    private void loaded(Scope scope, int cell, int count, int along) {
        long all = points.count(scope);
        long start = start(scope, all);
        long n = steps(all, start);
        if (n > 0) {
            points.go(scope, start);
        }
        for (Result result : results) {
            Pitched x = pitched(scope, result.elements[0], along);
            Pitched y = pitched(scope, result.elements[1], along);
            result.loaded.run(scope, x, y, count, n, scope.row(result.row) + (long) cell * result.bytes);
        }
    }

    private Pitched pitched(Scope scope, int element, int along) {
        int access = elements.access(element);
        long pitch = along == Row.NONE
                ? 0
                : along == chunk
                        ? ReductionTree.CHUNK * scope.stride(access, points.last())
                        : scope.stride(access, along);
        return new Pitched(scope.address(access), pitch);
    }

    /// Folds the current cell.
    private void computed(Scope scope, boolean direct) {
        long all = points.count(scope);
        long start = start(scope, all);
        long n = steps(all, start);
        for (Result result : results) {
            result.computed.begin(scope, n);
        }
        long[] at = new long[elements.size()];
        int most = elements.most();
        for (long done = 0; done < n; ) {
            long run = Math.min(points.go(scope, start + done), n - done);
            if (direct) {
                elements.addresses(scope, at);
            } else {
                run = Math.min(run, most);
                elements.compute(scope, (int) run, at);
            }
            for (Result result : results) {
                result.computed.add(scope, at[result.elements[0]], at[result.elements[1]], done, run);
            }
            done += run;
        }
        for (Result result : results) {
            result.computed.finish(scope, n, scope.row(result.row) + (long) scope.cell * result.bytes);
        }
    }
}
