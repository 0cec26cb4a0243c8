package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A loop with accumulators of one order where neighbouring cells lie across the lanes. Elements that are loaded and
/// nothing else are folded where they lie, see [ColumnFold]. Others are computed: at each point of the loop the
/// elements
/// of all cells are added to a row of accumulators.
///
/// The order `lanes` has 128 accumulators a cell, too many for the first-level cache. But points may be visited in any
/// order: lane after lane in the order of their reversed bits, the two halves of each sum of the tree follow each
/// other, so one row for each step of the tree is all that waits (0, 64, 32, 96, 16, … : 0+64, 32+96, then these two).
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
            Optional<ColumnFold> columns) {}

    private final Points points;
    private final int chunk;
    private final int axis;
    private final Order order;
    private final LoopElements elements;
    private final List<Result> results = new ArrayList<>();

    LaneLoop(KernelContext kernel, Statement.Loop loop, Order order, int axis) {
        this.points = Points.of(loop.axes());
        this.chunk = loop.chunk().orElse(Row.NONE);
        this.axis = axis;
        this.order = order;
        this.elements = new LoopElements(kernel, loop, axis);
        for (Accumulator a : loop.accumulators()) {
            DType type = Rows.stored(a.type());
            Fold whole = a.fold() == Fold.DOT ? Fold.SUM : a.fold();
            results.add(new Result(
                    FoldCode.of(type, a.fold(), kernel.species()),
                    FoldCode.of(type, whole, kernel.species()),
                    type,
                    a.fold(),
                    elements.of(a),
                    kernel.row(),
                    kernel.reserve(LEVELS * WAITING * Rows.STRIDE),
                    elements.areLoads() && order != Order.CHAIN
                            ? Optional.of(new ColumnFold(kernel, type, a.fold()))
                            : Optional.empty()));
            kernel.bind(a.result(), a.type(), results.getLast().row(), axis);
        }
        elements.release(kernel, loop);
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
        private final boolean columns;
        private final long[] at = new long[elements.size()];
        private final long start;
        private final long n;

        Walk(Scope scope, int count) {
            this.scope = scope;
            this.count = count;
            this.direct = elements.isDirect(scope, axis);
            this.columns = direct && order != Order.CHAIN && elements.haveOnePitch(scope, points);
            long all = points.count(scope);
            this.start = chunk == Row.NONE ? 0 : Math.min(all, scope.point[chunk] * ReductionTree.CHUNK);
            this.n = chunk == Row.NONE ? all : Math.min(ReductionTree.CHUNK, all - start);
        }

        void run() {
            if (n == 0) {
                results.forEach(r -> fill(r, row(r), FoldCode.ofNothing(r.type, r.fold)));
            } else if (order == Order.LANES || columns) {
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
            if (level == 1 && columns) {
                columns(first, present);
                return;
            }
            int half = ReductionTree.firstHalf(Math.min(present, ReductionTree.LANES));
            int width = Math.max(1, 2 * half);
            int bits = Integer.numberOfTrailingZeros(width);
            for (int t = 0, depth = 0; t < width; t++) {
                int lane = bits == 0 ? 0 : Integer.reverse(t) >>> (32 - bits);
                int waiting = depth++;
                results.forEach(r -> clear(r, waiting(r, level, waiting)));
                for (int e = lane; e < present; e += ReductionTree.LANES) {
                    if (level == 1) {
                        element(first + e);
                        results.forEach(r -> step(r, waiting(r, level, waiting)));
                    } else {
                        lanes(level - 1, (first + e) * ReductionTree.CHUNK);
                        results.forEach(r -> add(r, waiting(r, level - 1, 0), waiting(r, level, waiting)));
                    }
                }
                for (int done = t; (done & 1) == 1; done >>= 1) {
                    depth--;
                    int left = depth - 1;
                    results.forEach(r -> add(r, waiting(r, level, left + 1), waiting(r, level, left)));
                }
            }
        }

        /// Sums a chunk of elements in memory into row 0 of level 1.
        private void columns(long first, int rows) {
            points.go(scope, start + first);
            for (Result r : results) {
                ColumnFold fold = r.columns.orElseThrow();
                fold.run(scope, pitched(r.elements[0]), pitched(r.elements[1]), rows, count, waiting(r, 1, 0));
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
