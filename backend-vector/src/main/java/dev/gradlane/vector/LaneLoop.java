package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A loop with accumulators of one order where neighbouring cells lie across the lanes. Elements that are loaded and
/// nothing else are folded where they lie, see [ColumnFold]. Others are computed: many points at once where the cells
/// of neighbouring points follow each other in memory, see [FlatFold]; else point by point, and the elements of all
/// cells are added to a row of accumulators.
///
/// There the order `lanes` has 128 accumulators a cell, too many for the first-level cache. But points may be
/// visited in any order: lane after lane in the order of their reversed bits, the two halves of each sum of the tree
/// follow each other, so one row for each step of the tree is all that waits (0, 64, 32, 96, 16, … : 0+64, 32+96, then
/// these two).
final class LaneLoop implements Step {
    private static final int LEVELS = 6;
    /// Rows that wait: one for each of the seven steps of the tree, and the one that is being summed.
    private static final int WAITING = 8;

    private record Result(
            FoldCode code,
            FoldCode sum,
            DType type,
            Fold fold,
            int[] elements,
            int row,
            long memory,
            ColumnFold loaded,
            FlatFold flat) {}

    /// How elements are met: loaded by columns, loaded or computed in rows without gaps, or point by point.
    private enum Way {
        COLUMNS,
        FLAT,
        TOGETHER,
        POINTS
    }

    private final Points points;
    private final int chunk;
    private final int axis;
    private final Order order;
    private final Optional<ShortRows> rows;
    private final LoopElements elements;
    private final List<Result> results = new ArrayList<>();

    LaneLoop(KernelContext kernel, Statement.Loop loop, Order order, int axis) {
        this.points = Points.of(loop.axes());
        this.chunk = loop.chunk().orElse(Row.NONE);
        this.axis = axis;
        this.order = order;
        this.rows = order == Order.CHAIN ? Optional.empty() : shortRows(kernel, loop, axis);
        rows.ifPresent(r -> r.bind(kernel));
        Block body = rows.map(ShortRows::body).orElse(loop.body());
        Statement.Loop inner = new Statement.Loop(loop.axes(), loop.chunk(), body, loop.accumulators());
        this.elements = new LoopElements(kernel, inner, axis);
        // what is loaded is folded by one accumulator after the other
        long slab = elements.areLoads() ? kernel.reserve(Math.max(ColumnFold.SLAB, FlatFold.SLAB)) : 0;
        for (Accumulator a : loop.accumulators()) {
            DType type = Rows.stored(a.type());
            long mine = elements.areLoads() ? slab : kernel.reserve(FlatFold.SLAB);
            Fold whole = a.fold() == Fold.DOT ? Fold.SUM : a.fold();
            results.add(new Result(
                    FoldCode.of(type, a.fold(), kernel.species()),
                    FoldCode.of(type, whole, kernel.species()),
                    type,
                    a.fold(),
                    elements.of(a),
                    kernel.row(),
                    kernel.reserve(LEVELS * WAITING * Rows.STRIDE),
                    new ColumnFold(kernel, type, a.fold(), slab),
                    new FlatFold(kernel, type, a.fold(), mine)));
            kernel.bind(a.result(), a.type(), results.getLast().row(), axis);
        }
        elements.release(kernel, inner);
        rows.ifPresent(r -> r.release(kernel));
    }

    /// The cells of many points as one row, where there are few cells and no other axis may be merged with theirs.
    private static Optional<ShortRows> shortRows(KernelContext kernel, Statement.Loop loop, int axis) {
        List<Axis> others = new ArrayList<>(kernel.kernel().parallel());
        Axis cells = others.removeLast();
        boolean single = cells.id() == axis
                && loop.axes().size() == 1
                && others.stream().allMatch(a -> kernel.chunks().contains(a.id()));
        boolean fits = loop.accumulators().stream()
                .allMatch(a -> FlatFold.fits(
                        Rows.stored(a.type()), cells.extent().fixed().orElse(Integer.MAX_VALUE)));
        Set<Integer> wanted = new LinkedHashSet<>();
        loop.accumulators().forEach(a -> wanted.addAll(a.elements()));
        int points = loop.axes().getLast().id();
        return single && fits ? ShortRows.of(kernel, points, cells, loop.body(), wanted) : Optional.empty();
    }

    @Override
    public void run(Scope scope, int count) {
        new Walk(scope, count).run();
    }

    /// One run: the cells of a tile.
    private final class Walk {
        private final Scope scope;
        private final int count;
        private final boolean direct;
        private final Way way;
        private final long[] at = new long[elements.size()];
        private final long start;
        private final long n;

        Walk(Scope scope, int count) {
            this.scope = scope;
            this.count = count;
            this.direct = elements.isDirect(scope, axis);
            this.way = way();
            long all = points.count(scope);
            this.start = chunk == Row.NONE ? 0 : Math.min(all, scope.point[chunk] * ReductionTree.CHUNK);
            this.n = chunk == Row.NONE ? all : Math.min(ReductionTree.CHUNK, all - start);
        }

        void run() {
            if (n == 0) {
                results.forEach(r -> fill(r, row(r), FoldCode.ofNothing(r.type, r.fold)));
            } else if (order == Order.LANES || way != Way.POINTS) {
                int level = Math.max(1, ReductionTree.levels(n));
                lanes(level, 0);
                results.forEach(r -> copy(r, waiting(r, level, 0), row(r)));
            } else {
                if (order == Order.CHAIN) {
                    chain();
                } else {
                    free();
                }
                // the body may use a result's row until the loop has ended
                results.forEach(r -> copy(r, waiting(r, 1, 0), row(r)));
            }
            points.leave(scope);
        }

        /// Sums 4096 neighbours of a level into its row 0: elements on level 1, else results of the level below.
        ///
        /// @param first number of the first neighbour
        private void lanes(int level, long first) {
            int present = (int) Math.min(ReductionTree.CHUNK, neighbours(level) - first);
            if (level == 1 && way != Way.POINTS) {
                chunk(first, present);
                return;
            }
            int half = ReductionTree.firstHalf(Math.min(present, ReductionTree.LANES));
            int width = Math.max(1, 2 * half);
            int bits = Integer.numberOfTrailingZeros(width);
            for (int t = 0, depth = 0; t < width; t++) {
                int lane = bits == 0 ? 0 : Integer.reverse(t) >>> (32 - bits);
                int waiting = depth++;
                for (Result r : results) {
                    clear(r, waiting(r, level, waiting));
                }
                for (int e = lane; e < present; e += ReductionTree.LANES) {
                    if (level == 1) {
                        element(first + e);
                        for (Result r : results) {
                            step(r, waiting(r, level, waiting));
                        }
                    } else {
                        lanes(level - 1, (first + e) * ReductionTree.CHUNK);
                        for (Result r : results) {
                            add(r, waiting(r, level - 1, 0), waiting(r, level, waiting));
                        }
                    }
                }
                for (int done = t; (done & 1) == 1; done >>= 1) {
                    depth--;
                    for (Result r : results) {
                        add(r, waiting(r, level, depth), waiting(r, level, depth - 1));
                    }
                }
            }
        }

        private Way way() {
            if (order == Order.CHAIN) {
                return Way.POINTS;
            }
            if (rows.isPresent()) {
                return Way.TOGETHER;
            }
            boolean dense = count == scope.extent[axis]
                    && elements.follow(scope, points, axis, count)
                    && results.stream().allMatch(r -> FlatFold.fits(r.type, count));
            if (direct) {
                return dense ? Way.FLAT : elements.haveOnePitch(scope, points) ? Way.COLUMNS : Way.POINTS;
            }
            return dense && 2 * count <= Rows.TILE ? Way.TOGETHER : Way.POINTS;
        }

        /// Sums a chunk of elements into row 0 of level 1.
        private void chunk(long first, int present) {
            if (way == Way.TOGETHER) {
                together(first, present);
                return;
            }
            points.go(scope, start + first);
            for (Result r : results) {
                Pitched x = pitched(r.elements[0]);
                Pitched y = pitched(r.elements[1]);
                if (way == Way.FLAT) {
                    r.flat.run(scope, x.address(), y.address(), present, count, waiting(r, 1, 0));
                } else {
                    r.loaded.run(scope, x, y, present, count, waiting(r, 1, 0));
                }
            }
        }

        /// Computes as many points at once as a tile holds; a power of two, so that none wraps around the lanes.
        private void together(long first, int present) {
            int most = Math.min(ReductionTree.LANES, Integer.highestOneBit(Rows.TILE / count));
            for (Result r : results) {
                r.flat.begin(scope, present, count);
            }
            for (int row = 0; row < present; row += most) {
                int some = Math.min(most, present - row);
                points.go(scope, start + first + row);
                rows.ifPresent(r -> r.fill(scope, some));
                elements.compute(scope, some * count, at);
                for (Result r : results) {
                    r.flat.add(scope, at[r.elements[0]], at[r.elements[1]], row, some, count);
                }
            }
            for (Result r : results) {
                r.flat.finish(scope, present, count, waiting(r, 1, 0));
            }
        }

        private Pitched pitched(int element) {
            int access = elements.access(element);
            return new Pitched(scope.address(access), points.pitch(scope, access));
        }

        /// How many neighbours a level has.
        private long neighbours(int level) {
            long all = n;
            for (int i = 1; i < level; i++) {
                all = Math.ceilDiv(all, (long) ReductionTree.CHUNK);
            }
            return all;
        }

        private void free() {
            results.forEach(r -> clear(r, waiting(r, 1, 0)));
            for (long i = 0; i < n; i++) {
                element(i);
                results.forEach(r -> step(r, waiting(r, 1, 0)));
            }
        }

        /// Row 0 has the total, row 1 the sum of a block.
        private void chain() {
            for (long i = 0; i < n; i++) {
                int sum = i < ReductionTree.BLOCK ? 0 : 1;
                if (i % ReductionTree.BLOCK == 0) {
                    results.forEach(r -> clear(r, waiting(r, 1, sum)));
                }
                element(i);
                results.forEach(r -> step(r, waiting(r, 1, sum)));
                if (sum == 1 && (i + 1 == n || (i + 1) % ReductionTree.BLOCK == 0)) {
                    results.forEach(r -> add(r, waiting(r, 1, 1), waiting(r, 1, 0)));
                }
            }
        }

        private void element(long number) {
            points.go(scope, start + number);
            if (direct) {
                elements.addresses(scope, at);
            } else {
                elements.compute(scope, count, at);
            }
        }

        private void step(Result r, long sums) {
            apply(r.code, r.type, at[r.elements[0]], at[r.elements[1]], sums, direct);
        }

        private void add(Result r, long from, long to) {
            apply(r.sum, r.type, from, 0, to, false);
        }

        /// @param exact whether nothing behind the last cell may be read
        private void apply(FoldCode code, DType type, long x, long y, long sums, boolean exact) {
            int vectors = exact ? count / code.lanes() : vectors(code);
            code.add().run(x, y, sums, vectors);
            int done = vectors * code.lanes();
            if (done < count) {
                long offset = (long) done * type.bytes();
                code.one().run(x + offset, y + offset, sums + offset, count - done);
            }
        }

        private void clear(Result r, long sums) {
            r.code.clear().run(0, 0, sums, vectors(r.code));
        }

        private int vectors(FoldCode code) {
            return Math.ceilDiv(count, code.lanes());
        }

        private long row(Result r) {
            return scope.row(r.row);
        }

        private long waiting(Result r, int level, int index) {
            return scope.reserved(r.memory) + ((level - 1) * WAITING + index) * Rows.STRIDE;
        }

        private void copy(Result r, long from, long to) {
            Address.copy(from, to, (long) count * r.type.bytes());
        }

        private void fill(Result r, long to, long bits) {
            for (int i = 0; i < count; i++) {
                Address.put(r.type, to + (long) i * r.type.bytes(), bits);
            }
        }
    }
}
