package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// Loops that one thread runs by itself. The lanes of a sum lie in the thread's own memory; lanes that no element
/// reaches hold −0 and are added all the same: x + (−0) is x for every x.
final class PtxThreadFolds {
    private static final int CHUNK_BITS = Integer.numberOfTrailingZeros(ReductionTree.CHUNK);

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxEmitter emitter;
    private final PtxSteps steps;

    PtxThreadFolds(PtxText text, PtxIndices indices, PtxEmitter emitter, PtxSteps steps) {
        this.t = text;
        this.indices = indices;
        this.emitter = emitter;
        this.steps = steps;
    }

    /// One cell's loop in one thread. The lanes of a sum lie in the thread's own memory.
    void emit(Statement.Loop loop, PtxRange range) {
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
        t.line("mov%s %s, %s", indices.b(), e, range.start());
        t.place(head);
        t.line("setp.ge%s %s, %s, %s", indices.s(), done, e, range.end());
        t.line("@%s bra %s", done, end);
        indices.locate(loop.axes(), e);
        emitter.emit(loop.body(), false);
        folds.forEach(f -> f.step(e));
        t.line("add%s %s, %s, 1", indices.s(), e, e);
        if (lanes) {
            repeatWithin(e, CHUNK_BITS, range.end(), head);
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

        void finish(PtxRange range);
    }

    private final class ThreadFree implements ThreadFold {
        private final Accumulator a;
        private final String acc;

        ThreadFree(Accumulator a) {
            this.a = a;
            this.acc = steps.free(a);
        }

        @Override
        public void step(String e) {
            steps.accumulate(a, acc);
        }

        @Override
        public void chunkEnds(String e) {}

        @Override
        public void finish(PtxRange range) {
            steps.define(a, acc);
        }
    }

    private final class ThreadChain implements ThreadFold {
        private final Accumulator a;
        private final String acc;
        private final String total;

        ThreadChain(Accumulator a) {
            this.a = a;
            this.acc = steps.minusZero(a.type());
            this.total = steps.minusZero(a.type());
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
            steps.add(a.type(), total, acc);
            steps.setMinusZero(a.type(), acc);
            t.place(inside);
            steps.accumulate(a, acc);
        }

        @Override
        public void chunkEnds(String e) {}

        @Override
        public void finish(PtxRange range) {
            steps.add(a.type(), total, acc);
            steps.orZero(a, total, range);
        }
    }

    private final class ThreadLanes implements ThreadFold {
        private final Accumulator a;
        private final PtxRange range;
        private final List<String> arrays = new ArrayList<>();

        ThreadLanes(Accumulator a, PtxRange range) {
            this.a = a;
            this.range = range;
            for (int level = 0; level < range.levels(); level++) {
                arrays.add(t.array(lanes(level), a.type()));
                clear(level);
            }
        }

        private int lanes(int level) {
            return level == 0 ? range.lanes() : ReductionTree.LANES;
        }

        @Override
        public void step(String e) {
            String x = t.draw(a.type());
            String address = lane(0, e);
            t.line("ld.local%s %s, [%s]", PtxInstructions.number(a.type()), x, address);
            steps.accumulate(a, x);
            t.line("st.local%s [%s], %s", PtxInstructions.number(a.type()), address, x);
        }

        @Override
        public void chunkEnds(String e) {
            if (range.levels() == 1) {
                return;
            }
            String c = indices.draw();
            t.line("sub%s %s, %s, 1", indices.s(), c, e);
            t.line("shr%s %s, %s, %d", indices.u(), c, c, CHUNK_BITS);
            push(1, c, tree(0));
            clear(0);
            for (int level = 2; level < range.levels(); level++) {
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
        public void finish(PtxRange range) {
            // level 0 is empty here unless it is the only one; what an upper level still holds goes up
            for (int level = 2; level < range.levels(); level++) {
                String chunks = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), chunks, range.end(), level * CHUNK_BITS);
                push(level, chunks, tree(level - 1));
            }
            steps.orZero(a, tree(range.levels() - 1), range);
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
            steps.add(a.type(), x, result);
            t.line("st.local%s [%s], %s", PtxInstructions.number(a.type()), address, x);
        }

        private void clear(int level) {
            String identity = steps.minusZero(a.type());
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
                steps.add(a.type(), x, y);
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
}
