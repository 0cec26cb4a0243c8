package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Fold;
import java.util.List;

/// What one element does to a register that accumulates, with the constants that go with it.
final class PtxSteps {
    private final PtxText t;
    private final PtxIndices indices;
    private final PtxInstructions instructions;
    private final PtxEmitter emitter;

    PtxSteps(PtxText text, PtxIndices indices, PtxInstructions instructions, PtxEmitter emitter) {
        this.t = text;
        this.indices = indices;
        this.instructions = instructions;
        this.emitter = emitter;
    }

    /// `acc` takes the accumulator's element.
    void accumulate(Accumulator a, String acc) {
        accumulate(a, acc, elements(a));
    }

    /// The registers of the accumulator's element, as it was computed last.
    List<String> elements(Accumulator a) {
        return a.elements().stream().map(emitter::value).toList();
    }

    /// `acc` takes an element that was computed before.
    void accumulate(Accumulator a, String acc, List<String> element) {
        String x = element.getFirst();
        if (a.fold() != Fold.DOT) {
            combine(a, acc, x);
            return;
        }
        String y = element.get(1);
        if (a.type().isFloat()) {
            instructions.emit(ScalarOp.FMA, a.type(), a.type(), acc, List.of(x, y, acc));
        } else {
            String product = t.draw(a.type());
            instructions.emit(ScalarOp.MUL, a.type(), a.type(), product, List.of(x, y));
            instructions.emit(ScalarOp.ADD, a.type(), a.type(), acc, List.of(acc, product));
        }
    }

    void combine(Accumulator a, String acc, String x) {
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

    void add(DType type, String to, String x) {
        t.line("add.rn%s %s, %s, %s", PtxInstructions.number(type), to, to, x);
    }

    String minusZero(DType type) {
        String x = t.draw(type);
        setMinusZero(type, x);
        return x;
    }

    void setMinusZero(DType type, String x) {
        instructions.constant(type, type.bitsOf(-0.0), x);
    }

    /// A register with the value of a fold of no elements.
    String free(Accumulator a) {
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

    /// Defines the accumulator's result: `x`, or +0 where there was no element.
    void orZero(Accumulator a, String x, PtxRange range) {
        String none = t.draw(Register.PREDICATE);
        String zero = t.draw(a.type());
        instructions.constant(a.type(), 0, zero);
        t.line("setp.ge%s %s, %s, %s", indices.s(), none, range.start(), range.end());
        String result = emitter.define(a.result(), a.type());
        t.line("selp%s %s, %s, %s, %s", PtxInstructions.number(a.type()), result, zero, x, none);
    }

    /// Defines the accumulator's result as `x`.
    void define(Accumulator a, String x) {
        instructions.move(a.type(), emitter.define(a.result(), a.type()), x);
    }
}
