package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// Loops that the 32 threads of a warp run together. Lanes that no element reaches hold −0, as in [PtxThreadFolds].
final class PtxWarpFolds {
    private static final int LANES = ReductionTree.LANES;
    private static final int CHUNK_BITS = Integer.numberOfTrailingZeros(ReductionTree.CHUNK);
    private static final int WARP = 32;
    /// Lanes of one thread: thread t holds lanes t, t+32, t+64, t+96, so that each step loads 32 neighbours.
    private static final int HELD = LANES / WARP;

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxEmitter emitter;
    private final PtxSteps steps;
    private final PtxShuffles shuffles;

    PtxWarpFolds(PtxText text, PtxIndices indices, PtxEmitter emitter, PtxSteps steps, PtxShuffles shuffles) {
        this.t = text;
        this.indices = indices;
        this.emitter = emitter;
        this.steps = steps;
        this.shuffles = shuffles;
    }

    /// One cell's loop in the 32 threads of a warp; the results are in every thread.
    void emit(Statement.Loop loop, PtxRange range) {
        List<WarpFold> folds =
                loop.accumulators().stream().map(a -> new WarpFold(a, range)).toList();
        String lane = emitter.lane();
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
        private final PtxRange range;
        private final boolean free;
        private final List<List<String>> levels = new ArrayList<>();

        WarpFold(Accumulator a, PtxRange range) {
            this.a = a;
            this.range = range;
            this.free = a.order() == Order.FREE;
            for (int level = 0; level < (free ? 1 : range.levels()); level++) {
                List<String> held = new ArrayList<>();
                for (int i = 0; i < (free ? 1 : HELD); i++) {
                    held.add(free ? steps.free(a) : steps.minusZero(a.type()));
                }
                levels.add(held);
            }
        }

        void chunkStarts() {
            if (!free && range.levels() > 1) {
                levels.getFirst().forEach(x -> steps.setMinusZero(a.type(), x));
            }
        }

        void step(int held) {
            steps.accumulate(a, levels.getFirst().get(free ? 0 : held));
        }

        void chunkEnds(String base) {
            if (free || range.levels() == 1) {
                return;
            }
            String c = indices.draw();
            t.line("shr%s %s, %s, %d", indices.u(), c, base, CHUNK_BITS);
            push(1, c, tree(0));
            for (int level = 2; level < range.levels(); level++) {
                String low = indices.draw();
                String within = t.draw(Register.PREDICATE);
                String skip = t.label();
                String up = indices.draw();
                t.line("and%s %s, %s, %d", indices.b(), low, c, ReductionTree.CHUNK - 1);
                t.line("setp.ne%s %s, %s, %d", indices.s(), within, low, ReductionTree.CHUNK - 1);
                t.line("@%s bra %s", within, skip);
                t.line("shr%s %s, %s, %d", indices.u(), up, c, CHUNK_BITS);
                push(level, up, tree(level - 1));
                levels.get(level - 1).forEach(x -> steps.setMinusZero(a.type(), x));
                t.place(skip);
            }
        }

        void finish() {
            if (free) {
                String acc = levels.getFirst().getFirst();
                for (int h = WARP / 2; h > 0; h /= 2) {
                    steps.combine(a, acc, shuffles.emit(a.type(), "down", acc, h));
                }
                String all = shuffles.emit(a.type(), "idx", acc, 0);
                steps.define(a, all);
                return;
            }
            for (int level = 2; level < range.levels(); level++) {
                String chunks = indices.draw();
                t.line("shr%s %s, %s, %d", indices.u(), chunks, range.end(), level * CHUNK_BITS);
                push(level, chunks, tree(level - 1));
            }
            steps.orZero(a, tree(range.levels() - 1), range);
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
                steps.add(a.type(), low, shuffles.emit(a.type(), "down", low, h));
            }
            return shuffles.emit(a.type(), "idx", low, 0);
        }
    }
}
