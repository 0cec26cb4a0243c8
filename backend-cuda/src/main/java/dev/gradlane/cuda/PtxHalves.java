package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Statement;

/// Products in the order `halves`, in place in a temporary.
final class PtxHalves {
    private final PtxText t;
    private final PtxIndices indices;
    private final PtxInstructions instructions;
    private final PtxEmitter emitter;
    private final PtxSteps steps;
    private final PtxShuffles shuffles;

    PtxHalves(
            PtxText text,
            PtxIndices indices,
            PtxInstructions instructions,
            PtxEmitter emitter,
            PtxSteps steps,
            PtxShuffles shuffles) {
        this.t = text;
        this.indices = indices;
        this.instructions = instructions;
        this.emitter = emitter;
        this.steps = steps;
        this.shuffles = shuffles;
    }

    /// Pairs multiplied in place, in one thread: j by j+half until one is left.
    void emit(Statement.Loop loop, boolean shared) {
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
        String all = shared ? shuffles.emit(a.type(), "idx", result, 0) : result;
        steps.define(a, all);
    }

    private String place(Statement.Loop loop, Statement.Load load, String e) {
        indices.locate(loop.axes(), e);
        return indices.address(load.buffer(), load.type(), load.index());
    }
}
