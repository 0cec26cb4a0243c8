package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// The loops with accumulators of one entry. Lanes that no element reaches hold −0 and are added all the same: x + (−0)
/// is x for every x, so they change no bit.
final class PtxFolds {
    private static final int LANES = ReductionTree.LANES;
    private static final int CHUNK_BITS = Integer.numberOfTrailingZeros(ReductionTree.CHUNK);
    private static final int WARP = 32;
    /// Lanes of a warp's thread: thread t holds lanes t, t+32, t+64, t+96, so that each step loads 32 neighbours.
    private static final int HELD = LANES / WARP;
    /// Levels of chunks where the extent is a symbol: 4096³ elements are more than any memory holds.
    private static final int MOST_LEVELS = 3;

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxInstructions instructions;
    private final PtxEmitter emitter;

    PtxFolds(PtxText text, PtxIndices indices, PtxInstructions instructions, PtxEmitter emitter) {
        this.t = text;
        this.indices = indices;
        this.instructions = instructions;
        this.emitter = emitter;
    }

    /// The elements of a loop: numbers from `start` to before `end`.
    private record Range(String start, String end, int levels, int lanes) {}

    void emit(Statement.Loop loop, boolean shared) {
        boolean inOrder = loop.accumulators().stream().anyMatch(a -> a.order() == Order.CHAIN);
        if (loop.accumulators().stream().anyMatch(a -> a.order() == Order.HALVES)) {
            halves(loop, shared);
        } else if (shared && !inOrder) {
            inWarp(loop, range(loop));
        } else {
            inThread(loop, range(loop));
        }
    }

    private Range range(Statement.Loop loop) {
        Extent points = PtxIndices.points(loop.axes());
        String count = indices.size(points);
        long most = points.fixed().orElse(Long.MAX_VALUE);
        int lanes = most >= LANES ? LANES : Math.max(1, Integer.highestOneBit(2 * (int) most - 1));
        if (loop.chunk().isEmpty()) {
            int levels = points.fixed().isPresent() ? Math.max(1, ReductionTree.levels(most)) : MOST_LEVELS;
            return new Range(indices.constant(0), count, levels, lanes);
        }
        String start = indices.draw();
        String end = indices.draw();
        t.line("shl%s %s, %s, %d", indices.b(), start, indices.axis(loop.chunk().getAsInt()), CHUNK_BITS);
        t.line("add%s %s, %s, %d", indices.s(), end, start, ReductionTree.CHUNK);
        t.line("min%s %s, %s, %s", indices.s(), end, end, count);
        return new Range(start, end, 1, lanes);
    }

    /// One cell's loop in one thread. The lanes of a sum lie in the thread's own memory.
    private void inThread(Statement.Loop loop, Range range) {
        List<ThreadFold> folds = new ArrayList<>();
        for (Accumulator a : loop.accumulators()) {
            folds.add(
                    a.order() == Order.LANES
                            ? new ThreadLanes(a, range)
                            : a.order() == Order.CHAIN ? new ThreadChain(a) : new ThreadFree(a));
        }
        boolean lanes = loop.accumulators().stream().anyMatch(a -> a.order() == Order.LANES);
        String head = t.label();
        String end = t.label();
        String e = indices.draw();
        String done = t.draw(Register.PREDICATE);
        t.line("mov%s %s, %s", indices.b(), e, range.start);
        t.place(head);
        t.line("setp.ge%s %s, %s, %s", indices.s(), done, e, range.end);
        t.line("@%s bra %s", done, end);
        indices.locate(loop.axes(), e);
        emitter.emit(loop.body(), false);
        folds.forEach(f -> f.step(e));
        t.line("add%s %s, %s, 1", indices.s(), e, e);
        if (lanes) {
            repeatWithin(e, CHUNK_BITS, range.end, head);
            folds.forEach(f -> f.chunkEnds(e));
        }
        t.line("bra %s", head);
        t.place(end);
        for (int i = 0; i < folds.size(); i++) {
            folds.get(i).finish(range);
        }
    }

    /// Jumps to `head` unless `e` ends a chunk of 2^bits elements or the range.
    private void repeatWithin(String e, int bits, String end, String head) {
        String low = indices.draw();
        String within = t.draw(Register.PREDICATE);
        String more = t.draw(Register.PREDICATE);
        t.line("and%s %s, %s, %d", indices.b(), low, e, (1L << bits) - 1);
        t.line("setp.ne%s %s, %s, 0", indices.s(), within, low);
        t.line("setp.lt%s %s, %s, %s", indices.s(), more, e, end);
        t.line("and.pred %s, %s, %s", within, within, more);
        t.line("@%s bra %s", within, head);
    }

    /// The state of one accumulator in one thread.
    private interface ThreadFold {
        /// Takes element number `e`, whose values are defined.
        void step(String e);

        /// After element `e` − 1, the last of its chunk of 4096.
        void chunkEnds(String e);

        void finish(Range range);
    }

    private final class ThreadFree implements ThreadFold {
        private final Accumulator a;
        private final String acc;

        ThreadFree(Accumulator a) {
            this.a = a;
            this.acc = free(a);
        }

        @Override
        public void step(String e) {
            accumulate(a, acc);
        }

        @Override
        public void chunkEnds(String e) {}

        @Override
        public void finish(Range range) {
            instructions.move(a.type(), emitter.define(a.result(), a.type()), acc);
        }
    }

    private final class ThreadChain implements ThreadFold {
        private final Accumulator a;
        private final String acc;
        private final String total;

        ThreadChain(Accumulator a) {
            this.a = a;
            this.acc = minusZero(a.type());
            this.total = minusZero(a.type());
        }

        @Override
        public void step(String e) {
            String inside = t.label();
            String low = indices.draw();
            String p = t.draw(Register.PREDICATE);
            t.line("and%s %s, %s, %d", indices.b(), low, e, ReductionTree.BLOCK - 1);
            t.line("setp.ne%s %s, %s, 0", indices.s(), p, low);
            t.line("@%s bra %s", p, inside);
            // before the first block this adds −0 to −0
            add(a.type(), total, acc);
            setMinusZero(a.type(), acc);
            t.place(inside);
            accumulate(a, acc);
        }

        @Override
        public void chunkEnds(String e) {}

        @Override
        public void finish(Range range) {
            add(a.type(), total, acc);
            orZero(a, total, range);
        }
    }

    private final class ThreadLanes implements ThreadFold {
        private final Accumulator a;
        private final Range range;
        private final List<String> arrays = new ArrayList<>();

        ThreadLanes(Accumulator a, Range range) {
            this.a = a;
            this.range = range;
            for (int level = 0; level < range.levels; level++) {
                arrays.add(t.array(lanes(level), a.type()));
                clear(level);
            }
        }

        private int lanes(int level) {
            return level == 0 ? range.lanes : LANES;
        }

        @Override
        public void step(String e) {
            String x = t.draw(a.type());
            String address = lane(0, e);
            t.line("ld.local%s %s, [%s]", PtxInstructions.number(a.type()), x, address);
            accumulate(a, x);
            t.line("st.local%s [%s], %s", PtxInstructions.number(a.type()), address, x);
        }

        @Override
        public void chunkEnds(String e) {
            if (range.levels == 1) {
                return;
            }
            String c = indices.draw();
            t.line("sub%s %s, %s, 1", indices.s(), c, e);
            t.line("shr%s %s, %s, %d", indices.u(), c, c, CHUNK_BITS);
            push(1, c, tree(0));
            clear(0);
            for (int level = 2; level < range.levels; level++) {
                String low = indices.draw();
                String within = t.draw(Register.PREDICATE);
                String skip = t.label();
                t.line("and%s %s, %s, %d", indices.b(), low, c, ReductionTree.CHUNK - 1);
                t.line("setp.ne%s %s, %s, %d", indices.s(), within, low, ReductionTree.CHUNK - 1);
                t.line("@%s bra %s", within, skip);
                String up = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), up, c, CHUNK_BITS);
                push(level, up, tree(level - 1));
                clear(level - 1);
                t.place(skip);
            }
        }

        @Override
        public void finish(Range range) {
            // level 0 is empty here unless it is the only one; what an upper level still holds goes up
            for (int level = 2; level < range.levels; level++) {
                String chunks = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), chunks, range.end, level * CHUNK_BITS);
                push(level, chunks, tree(level - 1));
            }
            orZero(a, tree(range.levels - 1), range);
        }

        /// The address of the lane of element `e`.
        private String lane(int level, String e) {
            String lane = t.draw(Register.WORD);
            if (indices.type() == DType.I64) {
                t.line("cvt.u32.u64 %s, %s", lane, e);
                t.line("and.b32 %s, %s, %d", lane, lane, lanes(level) - 1);
            } else {
                t.line("and.b32 %s, %s, %d", lane, e, lanes(level) - 1);
            }
            return element(level, lane);
        }

        private String element(int level, String lane) {
            String base = t.draw(Register.LONG);
            String bytes = t.draw(Register.LONG);
            String address = t.draw(Register.LONG);
            t.line("mov.u64 %s, %s", base, arrays.get(level));
            t.line("mul.wide.u32 %s, %s, %d", bytes, lane, a.type().bytes());
            t.line("add.s64 %s, %s, %s", address, base, bytes);
            return address;
        }

        private void push(int level, String c, String result) {
            String x = t.draw(a.type());
            String address = lane(level, c);
            t.line("ld.local%s %s, [%s]", PtxInstructions.number(a.type()), x, address);
            add(a.type(), x, result);
            t.line("st.local%s [%s], %s", PtxInstructions.number(a.type()), address, x);
        }

        private void clear(int level) {
            String identity = minusZero(a.type());
            String j = t.draw(Register.WORD);
            String more = t.draw(Register.PREDICATE);
            String head = t.label();
            t.line("mov.b32 %s, 0", j);
            t.place(head);
            t.line("st.local%s [%s], %s", PtxInstructions.number(a.type()), element(level, j), identity);
            t.line("add.s32 %s, %s, 1", j, j);
            t.line("setp.lt.s32 %s, %s, %d", more, j, lanes(level));
            t.line("@%s bra %s", more, head);
        }

        /// For h = lanes/2, …, 1 lane j += lane j+h for j < h; lane 0.
        private String tree(int level) {
            String type = PtxInstructions.number(a.type());
            String x = t.draw(a.type());
            if (lanes(level) > 1) {
                String y = t.draw(a.type());
                String h = t.draw(Register.WORD);
                String j = t.draw(Register.WORD);
                String other = t.draw(Register.WORD);
                String more = t.draw(Register.PREDICATE);
                String halves = t.label();
                String pairs = t.label();
                t.line("mov.b32 %s, %d", h, lanes(level) / 2);
                t.place(halves);
                t.line("mov.b32 %s, 0", j);
                t.place(pairs);
                t.line("add.s32 %s, %s, %s", other, j, h);
                String left = element(level, j);
                t.line("ld.local%s %s, [%s]", type, x, left);
                t.line("ld.local%s %s, [%s]", type, y, element(level, other));
                add(a.type(), x, y);
                t.line("st.local%s [%s], %s", type, left, x);
                t.line("add.s32 %s, %s, 1", j, j);
                t.line("setp.lt.s32 %s, %s, %s", more, j, h);
                t.line("@%s bra %s", more, pairs);
                t.line("shr.u32 %s, %s, 1", h, h);
                t.line("setp.ne.s32 %s, %s, 0", more, h);
                t.line("@%s bra %s", more, halves);
            }
            String zero = t.draw(Register.WORD);
            t.line("mov.b32 %s, 0", zero);
            t.line("ld.local%s %s, [%s]", type, x, element(level, zero));
            return x;
        }
    }

    /// One cell's loop in the 32 threads of a warp; the results are in every thread.
    private void inWarp(Statement.Loop loop, Range range) {
        List<WarpFold> folds =
                loop.accumulators().stream().map(a -> new WarpFold(a, range)).toList();
        String lane = emitter.lane();
        String chunks = t.label();
        String end = t.label();
        String base = indices.draw();
        String limit = indices.draw();
        String done = t.draw(Register.PREDICATE);
        t.line("mov%s %s, %s", indices.b(), base, range.start);
        t.place(chunks);
        t.line("setp.ge%s %s, %s, %s", indices.s(), done, base, range.end);
        t.line("@%s bra %s", done, end);
        t.line("add%s %s, %s, %d", indices.s(), limit, base, ReductionTree.CHUNK);
        t.line("min%s %s, %s, %s", indices.s(), limit, limit, range.end);
        folds.forEach(WarpFold::chunkStarts);

        String steps = t.label();
        String stepsEnd = t.label();
        String first = indices.draw();
        t.line("mov%s %s, %s", indices.b(), first, base);
        t.place(steps);
        t.line("setp.ge%s %s, %s, %s", indices.s(), done, first, limit);
        t.line("@%s bra %s", done, stepsEnd);
        for (int held = 0; held < HELD; held++) {
            String skip = t.label();
            String e = indices.draw();
            String absent = t.draw(Register.PREDICATE);
            t.line("add%s %s, %s, %s", indices.s(), e, first, lane);
            t.line("add%s %s, %s, %d", indices.s(), e, e, held * WARP);
            t.line("setp.ge%s %s, %s, %s", indices.s(), absent, e, limit);
            t.line("@%s bra %s", absent, skip);
            indices.locate(loop.axes(), e);
            emitter.emit(loop.body(), false);
            for (WarpFold f : folds) {
                f.step(held);
            }
            t.place(skip);
        }
        t.line("add%s %s, %s, %d", indices.s(), first, first, LANES);
        t.line("bra %s", steps);
        t.place(stepsEnd);

        folds.forEach(f -> f.chunkEnds(base));
        t.line("add%s %s, %s, %d", indices.s(), base, base, ReductionTree.CHUNK);
        t.line("bra %s", chunks);
        t.place(end);
        folds.forEach(WarpFold::finish);
    }

    /// The state of one accumulator in one thread of a warp: four lanes a level, or one register where the order is
    /// free.
    private final class WarpFold {
        private final Accumulator a;
        private final Range range;
        private final boolean free;
        private final List<List<String>> levels = new ArrayList<>();

        WarpFold(Accumulator a, Range range) {
            this.a = a;
            this.range = range;
            this.free = a.order() == Order.FREE;
            for (int level = 0; level < (free ? 1 : range.levels); level++) {
                List<String> held = new ArrayList<>();
                for (int i = 0; i < (free ? 1 : HELD); i++) {
                    held.add(free ? free(a) : minusZero(a.type()));
                }
                levels.add(held);
            }
        }

        void chunkStarts() {
            if (!free && range.levels > 1) {
                levels.getFirst().forEach(x -> setMinusZero(a.type(), x));
            }
        }

        void step(int held) {
            accumulate(a, levels.getFirst().get(free ? 0 : held));
        }

        void chunkEnds(String base) {
            if (free || range.levels == 1) {
                return;
            }
            String c = indices.draw();
            t.line("shr%s %s, %s, %d", indices.u(), c, base, CHUNK_BITS);
            push(1, c, tree(0));
            for (int level = 2; level < range.levels; level++) {
                String low = indices.draw();
                String within = t.draw(Register.PREDICATE);
                String skip = t.label();
                String up = indices.draw();
                t.line("and%s %s, %s, %d", indices.b(), low, c, ReductionTree.CHUNK - 1);
                t.line("setp.ne%s %s, %s, %d", indices.s(), within, low, ReductionTree.CHUNK - 1);
                t.line("@%s bra %s", within, skip);
                t.line("shr%s %s, %s, %d", indices.u(), up, c, CHUNK_BITS);
                push(level, up, tree(level - 1));
                levels.get(level - 1).forEach(x -> setMinusZero(a.type(), x));
                t.place(skip);
            }
        }

        void finish() {
            if (free) {
                String acc = levels.getFirst().getFirst();
                for (int h = WARP / 2; h > 0; h /= 2) {
                    combine(a, acc, shuffle(a.type(), "down", acc, h));
                }
                String all = shuffle(a.type(), "idx", acc, 0);
                instructions.move(a.type(), emitter.define(a.result(), a.type()), all);
                return;
            }
            for (int level = 2; level < range.levels; level++) {
                String chunks = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), chunks, range.end, level * CHUNK_BITS);
                push(level, chunks, tree(level - 1));
            }
            orZero(a, tree(range.levels - 1), range);
        }

        /// Adds `result`, which every thread has, to lane c mod 128.
        private void push(int level, String c, String result) {
            String place = indices.draw();
            t.line("and%s %s, %s, %d", indices.b(), place, c, LANES - 1);
            for (int i = 0; i < HELD; i++) {
                String held = indices.draw();
                String mine = t.draw(Register.PREDICATE);
                String sum = t.draw(a.type());
                String x = levels.get(level).get(i);
                t.line("add%s %s, %s, %d", indices.s(), held, emitter.lane(), i * WARP);
                t.line("setp.eq%s %s, %s, %s", indices.s(), mine, held, place);
                t.line("add.rn%s %s, %s, %s", PtxInstructions.number(a.type()), sum, x, result);
                t.line("selp%s %s, %s, %s, %s", PtxInstructions.number(a.type()), x, sum, x, mine);
            }
        }

        /// h = 64 and 32 within a thread, 16 to 1 between threads; what lanes from h on receive is never used.
        private String tree(int level) {
            List<String> held = levels.get(level);
            String low = t.draw(a.type());
            String high = t.draw(a.type());
            String number = PtxInstructions.number(a.type());
            t.line("add.rn%s %s, %s, %s", number, low, held.get(0), held.get(2));
            t.line("add.rn%s %s, %s, %s", number, high, held.get(1), held.get(3));
            t.line("add.rn%s %s, %s, %s", number, low, low, high);
            for (int h = WARP / 2; h > 0; h /= 2) {
                add(a.type(), low, shuffle(a.type(), "down", low, h));
            }
            return shuffle(a.type(), "idx", low, 0);
        }
    }

    /// The value that another thread of the warp holds.
    private String shuffle(DType type, String mode, String x, int distance) {
        String result = t.draw(type);
        switch (type) {
            case F32, I32 -> {
                String from = t.draw(Register.WORD);
                String to = t.draw(Register.WORD);
                t.line("mov.b32 %s, %s", from, x);
                shuffleWord(mode, to, from, distance);
                t.line("mov.b32 %s, %s", result, to);
            }
            case F64, I64 -> {
                String low = t.draw(Register.WORD);
                String high = t.draw(Register.WORD);
                String lowTo = t.draw(Register.WORD);
                String highTo = t.draw(Register.WORD);
                t.line("mov.b64 {%s, %s}, %s", low, high, x);
                shuffleWord(mode, lowTo, low, distance);
                shuffleWord(mode, highTo, high, distance);
                t.line("mov.b64 %s, {%s, %s}", result, lowTo, highTo);
            }
            case BOOL -> {
                String from = t.draw(Register.WORD);
                String to = t.draw(Register.WORD);
                t.line("selp.b32 %s, 1, 0, %s", from, x);
                shuffleWord(mode, to, from, distance);
                t.line("setp.ne.s32 %s, %s, 0", result, to);
            }
        }
        return result;
    }

    private void shuffleWord(String mode, String to, String from, int distance) {
        t.line("shfl.sync.%s.b32 %s, %s, %d, 31, 0xFFFFFFFF", mode, to, from, distance);
    }

    /// Pairs multiplied in place, in one thread: j by j+half until one is left.
    private void halves(Statement.Loop loop, boolean shared) {
        Accumulator a = loop.accumulators().getFirst();
        if (loop.accumulators().size() != 1
                || loop.body().statements().size() != 1
                || !(loop.body().statements().getFirst() instanceof Statement.Load load)) {
            throw new IllegalArgumentException("a product in halves is a loop over one load of a temporary");
        }
        String number = PtxInstructions.number(a.type());
        String result = t.draw(a.type());
        String end = t.label();
        String p = t.draw(Register.PREDICATE);
        instructions.constant(a.type(), a.type().bitsOf(1), result);
        if (shared) {
            t.line("setp.ne%s %s, %s, 0", indices.s(), p, emitter.lane());
            t.line("@%s bra %s", p, end);
        }
        String left = indices.draw();
        String half = indices.draw();
        String j = indices.draw();
        String other = indices.draw();
        String rounds = t.label();
        String pairs = t.label();
        String next = t.label();
        String last = t.label();
        t.line("mov%s %s, %s", indices.b(), left, indices.size(PtxIndices.points(loop.axes())));
        t.line("setp.eq%s %s, %s, 0", indices.s(), p, left);
        t.line("@%s bra %s", p, end);
        t.place(rounds);
        t.line("setp.le%s %s, %s, 1", indices.s(), p, left);
        t.line("@%s bra %s", p, last);
        t.line("add%s %s, %s, 1", indices.s(), half, left);
        t.line("shr%s %s, %s, 1", indices.u(), half, half);
        t.line("mov%s %s, 0", indices.b(), j);
        t.place(pairs);
        t.line("add%s %s, %s, %s", indices.s(), other, j, half);
        t.line("setp.ge%s %s, %s, %s", indices.s(), p, other, left);
        t.line("@%s bra %s", p, next);
        String x = t.draw(a.type());
        String y = t.draw(a.type());
        String to = place(loop, load, j);
        t.line("ld.global%s %s, [%s]", number, x, to);
        t.line("ld.global%s %s, [%s]", number, y, place(loop, load, other));
        t.line("mul.rn%s %s, %s, %s", number, x, x, y);
        t.line("st.global%s [%s], %s", number, to, x);
        t.line("add%s %s, %s, 1", indices.s(), j, j);
        t.line("bra %s", pairs);
        t.place(next);
        t.line("mov%s %s, %s", indices.b(), left, half);
        t.line("bra %s", rounds);
        t.place(last);
        t.line("ld.global%s %s, [%s]", number, result, place(loop, load, indices.constant(0)));
        t.place(end);
        String all = shared ? shuffle(a.type(), "idx", result, 0) : result;
        instructions.move(a.type(), emitter.define(a.result(), a.type()), all);
    }

    private String place(Statement.Loop loop, Statement.Load load, String e) {
        indices.locate(loop.axes(), e);
        return indices.address(load.buffer(), load.type(), load.index());
    }

    /// Defines the accumulator's result: `x`, or +0 where there was no element.
    private void orZero(Accumulator a, String x, Range range) {
        String none = t.draw(Register.PREDICATE);
        String zero = t.draw(a.type());
        instructions.constant(a.type(), 0, zero);
        t.line("setp.ge%s %s, %s, %s", indices.s(), none, range.start, range.end);
        String result = emitter.define(a.result(), a.type());
        t.line("selp%s %s, %s, %s, %s", PtxInstructions.number(a.type()), result, zero, x, none);
    }

    private String minusZero(DType type) {
        String x = t.draw(type);
        setMinusZero(type, x);
        return x;
    }

    private void setMinusZero(DType type, String x) {
        instructions.constant(type, type.bitsOf(-0.0), x);
    }

    private void add(DType type, String to, String x) {
        t.line("add.rn%s %s, %s, %s", PtxInstructions.number(type), to, to, x);
    }

    /// A register with the value of a fold of no elements.
    private String free(Accumulator a) {
        String x = t.draw(a.type());
        long bits = switch (a.fold()) {
            case SUM, DOT -> 0;
            case PROD -> 1;
            case ALL -> 1;
            case ANY -> 0;
            case MAX -> extreme(a.type(), Double.NEGATIVE_INFINITY, Integer.MIN_VALUE, Long.MIN_VALUE);
            case MIN -> extreme(a.type(), Double.POSITIVE_INFINITY, Integer.MAX_VALUE, Long.MAX_VALUE);
        };
        instructions.constant(a.type(), bits, x);
        return x;
    }

    private static long extreme(DType type, double ofFloats, int ofInts, long ofLongs) {
        return type.isFloat() ? type.bitsOf(ofFloats) : type == DType.I32 ? ofInts & 0xffffffffL : ofLongs;
    }

    /// `acc` takes the accumulator's element.
    private void accumulate(Accumulator a, String acc) {
        String x = emitter.value(a.elements().getFirst());
        if (a.fold() != Fold.DOT) {
            combine(a, acc, x);
            return;
        }
        String y = emitter.value(a.elements().get(1));
        if (a.type().isFloat()) {
            instructions.emit(ScalarOp.FMA, a.type(), a.type(), acc, List.of(x, y, acc));
        } else {
            String product = t.draw(a.type());
            instructions.emit(ScalarOp.MUL, a.type(), a.type(), product, List.of(x, y));
            instructions.emit(ScalarOp.ADD, a.type(), a.type(), acc, List.of(acc, product));
        }
    }

    private void combine(Accumulator a, String acc, String x) {
        ScalarOp op = switch (a.fold()) {
            case SUM, DOT -> ScalarOp.ADD;
            case PROD -> ScalarOp.MUL;
            case MAX -> ScalarOp.MAX;
            case MIN -> ScalarOp.MIN;
            case ALL -> ScalarOp.AND;
            case ANY -> ScalarOp.OR;
        };
        instructions.emit(op, a.type(), a.type(), acc, List.of(acc, x));
    }
}
