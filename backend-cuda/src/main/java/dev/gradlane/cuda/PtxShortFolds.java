package dev.gradlane.cuda;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;

/// A short loop of known length that one thread runs, written out: every element of a sum is a lane, in a register.
final class PtxShortFolds {
    /// Elements at most.
    private static final int LONGEST = 32;
    /// Statements at most, over all elements.
    private static final int MOST_STATEMENTS = 256;

    private final PtxText t;
    private final PtxIndices indices;
    private final PtxEmitter emitter;
    private final PtxSteps steps;

    PtxShortFolds(PtxText text, PtxIndices indices, PtxEmitter emitter, PtxSteps steps) {
        this.t = text;
        this.indices = indices;
        this.emitter = emitter;
        this.steps = steps;
    }

    /// Whether a cell has such loops only: then a thread runs it, where a warp would have little to share out.
    static boolean fits(Block cell) {
        return cell.statements().stream().noneMatch(Statement.Each.class::isInstance)
                && cell.statements().stream()
                        .filter(Statement.Loop.class::isInstance)
                        .map(Statement.Loop.class::cast)
                        .allMatch(PtxShortFolds::fits);
    }

    static boolean fits(Statement.Loop loop) {
        long points = PtxIndices.points(loop.axes()).fixed().orElse(Long.MAX_VALUE);
        return loop.chunk().isEmpty()
                && points > 0
                && points <= LONGEST
                && points * PtxColumnFolds.size(loop.body()) <= MOST_STATEMENTS
                && loop.accumulators().stream().allMatch(a -> a.order() == Order.LANES || a.order() == Order.FREE);
    }

    void emit(Statement.Loop loop) {
        int points = Math.toIntExact(PtxIndices.points(loop.axes()).fixed().getAsLong());
        List<List<String>> lanes = new ArrayList<>();
        loop.accumulators().forEach(_ -> lanes.add(new ArrayList<>()));
        Block body = loop.body();
        for (int e = 0; e < points; e++) {
            indices.locate(loop.axes(), indices.constant(e));
            emitter.emit(body, false);
            for (int i = 0; i < lanes.size(); i++) {
                Accumulator a = loop.accumulators().get(i);
                boolean free = a.order() == Order.FREE;
                if (e == 0 || !free) {
                    lanes.get(i).add(free ? steps.free(a) : steps.minusZero(a.type()));
                }
                steps.accumulate(a, lanes.get(i).getLast());
            }
        }
        for (int i = 0; i < lanes.size(); i++) {
            Accumulator a = loop.accumulators().get(i);
            steps.define(a, a.order() == Order.FREE ? lanes.get(i).getFirst() : tree(a, lanes.get(i)));
        }
    }

    /// For h = 2^k, …, 1 lane j += lane j+h for j < h, as far as there are lanes; lane 0.
    private String tree(Accumulator a, List<String> lanes) {
        for (int h = Integer.highestOneBit(Math.max(1, lanes.size() - 1)); h > 0; h /= 2) {
            for (int j = 0; j < h && j + h < lanes.size(); j++) {
                steps.add(a.type(), lanes.get(j), lanes.get(j + h));
            }
            if (lanes.size() > h) {
                lanes = lanes.subList(0, h);
            }
        }
        return lanes.getFirst();
    }
}
