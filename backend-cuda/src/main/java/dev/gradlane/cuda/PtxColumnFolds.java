package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// Long sums of neighbouring cells, such as columns of a matrix: a block of 256 threads folds 32 cells, the 32 threads
/// of each warp one element of each cell, so that what they load lies side by side; the eight warps share out the
/// lanes. Thread p of a cell holds lanes p, p+8, p+16, … in registers, so the tree's halves down to 8 are its own, and
/// the last three go through shared memory.
///
/// One thread per cell with the lanes in its own memory, which is what other loops have, leaves most of the machine
/// idle and moves every lane through the caches for every element.
final class PtxColumnFolds {
    static final int THREADS = 256;
    private static final int COLUMNS = 32;
    private static final int PARTS = THREADS / COLUMNS;
    /// A thread's lanes of an upper level.
    private static final int UPPER = ReductionTree.LANES / PARTS;
    private static final int CHUNK_BITS = Integer.numberOfTrailingZeros(ReductionTree.CHUNK);
    /// Statements of a body: it is written once for every lane that a thread holds.
    private static final int MOST_STATEMENTS = 24;

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxInstructions instructions;
    private final PtxEmitter emitter;
    private final PtxSteps steps;
    private final PtxFolds folds;

    PtxColumnFolds(PtxText text, PtxIndices indices, PtxInstructions instructions, PtxEmitter emitter, PtxFolds folds) {
        this.t = text;
        this.indices = indices;
        this.instructions = instructions;
        this.emitter = emitter;
        this.folds = folds;
        this.steps = new PtxSteps(text, indices, instructions, emitter);
    }

    /// Whether the kernel's one loop has sums in the order `lanes` that are not short, over a small body, and only
    /// stores follow it.
    static boolean fits(Kernel kernel) {
        List<Statement> body = kernel.body().statements();
        List<Statement.Loop> loops = body.stream()
                .filter(Statement.Loop.class::isInstance)
                .map(Statement.Loop.class::cast)
                .toList();
        if (kernel.layout() != Layout.LANE || loops.size() != 1) {
            return false;
        }
        Statement.Loop loop = loops.getFirst();
        return body.subList(0, body.indexOf(loop)).stream().allMatch(PtxColumnFolds::isStraight)
                && body.stream().noneMatch(Statement.Each.class::isInstance)
                && !PtxShortFolds.fits(loop)
                && PtxIndices.points(loop.axes()).fixed().orElse(Long.MAX_VALUE) >= PARTS
                && loop.accumulators().stream()
                        .allMatch(a -> a.order() == Order.LANES || a.order() == Order.FREE && a.type() != DType.BOOL)
                && loop.accumulators().stream().anyMatch(a -> a.order() == Order.LANES)
                && isStraight(loop.body())
                && size(loop.body()) <= MOST_STATEMENTS;
    }

    /// Whether running it twice does no harm and takes no loop.
    private static boolean isStraight(Statement statement) {
        return switch (statement) {
            case Statement.Loop _, Statement.Each _, Statement.Recurrence _, Statement.Repeat _, Statement.Store _ ->
                false;
            case Statement.Guard guard -> isStraight(guard.body());
            case Statement.Constant _,
                    Statement.Compute _,
                    Statement.Position _,
                    Statement.Size _,
                    Statement.Load _,
                    Statement.Gather _,
                    Statement.Require _ -> true;
        };
    }

    private static boolean isStraight(Block block) {
        return block.statements().stream().allMatch(PtxColumnFolds::isStraight);
    }

    static int size(Block block) {
        return block.statements().stream()
                .mapToInt(s -> s instanceof Statement.Guard guard ? 1 + size(guard.body()) : 1)
                .sum();
    }

    /// Threads of the whole launch.
    static Extent threads(Kernel kernel) {
        return new Extent.Chunks(kernel.cells(), COLUMNS).times(THREADS);
    }

    /// The whole entry. Threads past the last cell compute that one again, because every thread of a block has to come
    /// to its barriers, and store nothing.
    void emit(Kernel kernel) {
        String block = t.draw(Register.WORD);
        String thread = t.draw(Register.WORD);
        String column = t.draw(Register.WORD);
        String part = t.draw(Register.WORD);
        t.line("mov.u32 %s, %%ctaid.x", block);
        t.line("mov.u32 %s, %%tid.x", thread);
        t.line("and.b32 %s, %s, %d", column, thread, COLUMNS - 1);
        t.line("shr.u32 %s, %s, %d", part, thread, Integer.numberOfTrailingZeros(COLUMNS));
        String cell = indices.draw();
        String last = indices.draw();
        String silent = t.draw(Register.PREDICATE);
        String other = t.draw(Register.PREDICATE);
        String cells = indices.size(kernel.cells());
        t.line("mad.lo%s %s, %s, %d, %s", indices.s(), cell, indices.ofWord(block), COLUMNS, indices.ofWord(column));
        t.line("setp.ge%s %s, %s, %s", indices.s(), silent, cell, cells);
        t.line("setp.ne.s32 %s, %s, 0", other, part);
        t.line("or.pred %s, %s, %s", silent, silent, other);
        t.line("sub%s %s, %s, 1", indices.s(), last, sizeRegister(cells));
        t.line("min%s %s, %s, %s", indices.s(), cell, cell, last);
        indices.locate(kernel.parallel(), cell);
        String end = t.label();
        boolean folded = false;
        for (Statement statement : kernel.body().statements()) {
            if (statement instanceof Statement.Loop loop) {
                new Cells(loop, folds.range(loop), column, part).emit();
                t.line("@%s bra %s", silent, end);
                folded = true;
            } else {
                emitter.emit(new Block(List.of(statement)), false);
            }
        }
        if (!folded) {
            throw new IllegalArgumentException(kernel.name() + " has no loop");
        }
        t.place(end);
        t.line("ret");
    }

    /// A size that may be a literal, in a register.
    private String sizeRegister(String size) {
        if (size.startsWith("%")) {
            return size;
        }
        return indices.constant(Long.parseLong(size));
    }

    /// One loop in the eight threads of each cell; the results are in every thread.
    private final class Cells {
        private final Statement.Loop loop;
        private final PtxRange range;
        private final String column;
        private final String part;
        private final int held;

        /// @param column the thread's cell in its block, a word
        /// @param part which of the cell's threads it is, a word
        Cells(Statement.Loop loop, PtxRange range, String column, String part) {
            this.loop = loop;
            this.range = range;
            this.part = part;
            this.held = range.lanes() / PARTS;
            this.column = column;
        }

        void emit() {
            List<Fold> all = new ArrayList<>();
            for (Accumulator a : loop.accumulators()) {
                all.add(new Fold(a, "partial" + all.size()));
            }
            String chunks = t.label();
            String end = t.label();
            String base = indices.draw();
            String limit = indices.draw();
            String done = t.draw(Register.PREDICATE);
            t.line("mov%s %s, %s", indices.b(), base, range.start());
            t.place(chunks);
            t.line("setp.ge%s %s, %s, %s", indices.s(), done, base, range.end());
            t.line("@%s bra %s", done, end);
            t.line("add%s %s, %s, %d", indices.s(), limit, base, ReductionTree.CHUNK);
            t.line("min%s %s, %s, %s", indices.s(), limit, limit, range.end());
            all.forEach(Fold::chunkStarts);
            elements(all, base, limit);
            all.forEach(f -> f.chunkEnds(base));
            t.line("add%s %s, %s, %d", indices.s(), base, base, ReductionTree.CHUNK);
            t.line("bra %s", chunks);
            t.place(end);
            all.forEach(Fold::finish);
        }

        /// Elements past the limit are the last one again, which nobody adds. So there is no branch,
        /// and all elements of a round are asked for before the first is added: the assembler keeps
        /// this order, in which they are under way at the same time.
        private void elements(List<Fold> all, String base, String limit) {
            String head = t.label();
            String end = t.label();
            String at = indices.draw();
            String last = indices.draw();
            String done = t.draw(Register.PREDICATE);
            t.line("add%s %s, %s, %s", indices.s(), at, base, indices.ofWord(part));
            t.line("sub%s %s, %s, 1", indices.s(), last, limit);
            t.place(head);
            t.line("setp.ge%s %s, %s, %s", indices.s(), done, at, limit);
            t.line("@%s bra %s", done, end);
            for (int i = 0; i < held; i++) {
                String e = indices.draw();
                t.line("add%s %s, %s, %d", indices.s(), e, at, i * PARTS);
                t.line("min%s %s, %s, %s", indices.s(), e, e, last);
                indices.locate(loop.axes(), e);
                emitter.emit(loop.body(), false);
                all.forEach(Fold::take);
            }
            String left = indices.draw();
            t.line("sub%s %s, %s, %s", indices.s(), left, limit, at);
            for (int i = 0; i < held; i++) {
                String present = t.draw(Register.PREDICATE);
                t.line("setp.gt%s %s, %s, %d", indices.s(), present, left, i * PARTS);
                for (Fold f : all) {
                    f.step(i, present);
                }
            }
            t.line("add%s %s, %s, %d", indices.s(), at, at, held * PARTS);
            t.line("bra %s", head);
            t.place(end);
        }

        /// The state of one accumulator in one thread: its lanes of the first level, or one register where the order
        /// is free. Lanes of the upper levels change once in 4096 elements and lie in the thread's own memory.
        private final class Fold {
            private final Accumulator a;
            private final boolean free;
            private final String number;
            private final String shared;
            private final List<String> lanes = new ArrayList<>();
            private final List<List<String>> taken = new ArrayList<>();
            private final List<String> upper = new ArrayList<>();

            Fold(Accumulator a, String name) {
                this.a = a;
                this.free = a.order() == Order.FREE;
                this.number = PtxInstructions.number(a.type());
                this.shared = t.draw(Register.WORD);
                t.line("mov.u32 %s, %s", shared, t.shared(name, THREADS, a.type()));
                for (int i = 0; i < (free ? 1 : held); i++) {
                    lanes.add(free ? steps.free(a) : steps.minusZero(a.type()));
                }
                for (int level = 1; !free && level < range.levels(); level++) {
                    String base = t.draw(Register.LONG);
                    t.line("mov.u64 %s, %s", base, t.array(UPPER, a.type()));
                    upper.add(base);
                    clear(base);
                }
            }

            private void clear(String base) {
                String identity = steps.minusZero(a.type());
                for (int i = 0; i < UPPER; i++) {
                    t.line("st.local%s [%s+%d], %s", number, base, i * a.type().bytes(), identity);
                }
            }

            void chunkStarts() {
                if (!upper.isEmpty()) {
                    lanes.forEach(x -> steps.setMinusZero(a.type(), x));
                }
            }

            /// Remembers the element that was just computed, as that of the next lane.
            void take() {
                taken.add(steps.elements(a));
            }

            void step(int i, String present) {
                String acc = lanes.get(free ? 0 : i);
                String next = t.draw(a.type());
                instructions.move(a.type(), next, acc);
                steps.accumulate(a, next, taken.get(i));
                instructions.emit(ScalarOp.SELECT, a.type(), a.type(), acc, List.of(present, next, acc));
            }

            void chunkEnds(String base) {
                if (upper.isEmpty()) {
                    return;
                }
                String c = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), c, base, CHUNK_BITS);
                push(0, c, tree(lanes));
                for (int level = 1; level < upper.size(); level++) {
                    String low = indices.draw();
                    String within = t.draw(Register.PREDICATE);
                    String skip = t.label();
                    String up = indices.draw();
                    t.line("and%s %s, %s, %d", indices.b(), low, c, ReductionTree.CHUNK - 1);
                    t.line("setp.ne%s %s, %s, %d", indices.s(), within, low, ReductionTree.CHUNK - 1);
                    t.line("@%s bra %s", within, skip);
                    t.line("shr%s %s, %s, %d", indices.u(), up, c, CHUNK_BITS);
                    push(level, up, tree(held(level - 1)));
                    clear(upper.get(level - 1));
                    t.place(skip);
                }
            }

            void finish() {
                if (free) {
                    List<String> parts = exchange(lanes.getFirst());
                    String acc = parts.getFirst();
                    parts.subList(1, PARTS).forEach(x -> steps.combine(a, acc, x));
                    steps.define(a, acc);
                    return;
                }
                for (int level = 1; level < upper.size(); level++) {
                    String chunks = indices.draw();
                    t.line("shr%s %s, %s, %d", indices.u(), chunks, range.end(), (level + 1) * CHUNK_BITS);
                    push(level, chunks, tree(held(level - 1)));
                }
                steps.orZero(a, tree(upper.isEmpty() ? lanes : held(upper.size() - 1)), range);
            }

            /// The thread's lanes of an upper level.
            private List<String> held(int level) {
                List<String> loaded = new ArrayList<>();
                for (int i = 0; i < UPPER; i++) {
                    String x = t.draw(a.type());
                    t.line(
                            "ld.local%s %s, [%s+%d]",
                            number, x, upper.get(level), i * a.type().bytes());
                    loaded.add(x);
                }
                return loaded;
            }

            /// Adds `result`, which every thread of the cell has, to lane c mod 128.
            private void push(int level, String c, String result) {
                String lane = t.draw(Register.WORD);
                String owner = t.draw(Register.WORD);
                String bytes = t.draw(Register.LONG);
                String address = t.draw(Register.LONG);
                String mine = t.draw(Register.PREDICATE);
                String x = t.draw(a.type());
                String sum = t.draw(a.type());
                t.line(indices.type() == DType.I64 ? "cvt.u32.u64 %s, %s" : "mov.b32 %s, %s", lane, c);
                t.line("and.b32 %s, %s, %d", owner, lane, PARTS - 1);
                t.line("setp.eq.s32 %s, %s, %s", mine, owner, part);
                t.line("and.b32 %s, %s, %d", lane, lane, ReductionTree.LANES - 1);
                t.line("shr.u32 %s, %s, %d", lane, lane, Integer.numberOfTrailingZeros(PARTS));
                t.line("mul.wide.u32 %s, %s, %d", bytes, lane, a.type().bytes());
                t.line("add.s64 %s, %s, %s", address, upper.get(level), bytes);
                t.line("ld.local%s %s, [%s]", number, x, address);
                t.line("add.rn%s %s, %s, %s", number, sum, x, result);
                t.line("selp%s %s, %s, %s, %s", number, x, sum, x, mine);
                t.line("st.local%s [%s], %s", number, address, x);
            }

            /// Halves of 8 lanes and more within a thread, the last three between threads.
            private String tree(List<String> own) {
                List<String> halves = own;
                while (halves.size() > 1) {
                    halves = halved(halves);
                }
                List<String> parts = exchange(halves.getFirst());
                while (parts.size() > 1) {
                    parts = halved(parts);
                }
                return parts.getFirst();
            }

            /// Lane j plus lane j+h for each j < h, h being half of them.
            private List<String> halved(List<String> whole) {
                int h = whole.size() / 2;
                List<String> sums = new ArrayList<>();
                for (int j = 0; j < h; j++) {
                    String sum = t.draw(a.type());
                    t.line("add.rn%s %s, %s, %s", number, sum, whole.get(j), whole.get(j + h));
                    sums.add(sum);
                }
                return sums;
            }

            /// What the cell's threads hold, in their order, in every one of them.
            private List<String> exchange(String mine) {
                int bytes = a.type().bytes();
                String from = t.draw(Register.WORD);
                String to = t.draw(Register.WORD);
                t.line("mad.lo.u32 %s, %s, %d, %s", from, column, bytes, shared);
                t.line("mad.lo.u32 %s, %s, %d, %s", to, part, COLUMNS * bytes, from);
                t.line("st.shared%s [%s], %s", number, to, mine);
                t.line("bar.sync 0");
                List<String> parts = new ArrayList<>();
                for (int p = 0; p < PARTS; p++) {
                    String x = t.draw(a.type());
                    t.line("ld.shared%s %s, [%s+%d]", number, x, from, p * COLUMNS * bytes);
                    parts.add(x);
                }
                t.line("bar.sync 0");
                return parts;
            }
        }
    }
}
