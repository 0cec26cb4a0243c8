package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The sum, in order `lanes`, of terms that come one after the other, none of which is kept: a term goes to its lane;
/// after 4096 terms the tree of the lanes is a term of the level above, which has lanes of its own. So a sum of n terms
/// holds 128 numbers for each power of 4096 in n. A lane that has no term yet holds −0, the identity of addition.
final class LaneSums {
    private static final long LANES = 128;
    private static final int CHUNK_BITS = 12;
    private static final long CHUNK = 1 << CHUNK_BITS;
    private static final TensorType NUMBER = TensorType.scalar(DType.I64);

    private LaneSums() {}

    /// @param term inputs: constants `x`, then the number of the term; outputs: a term of each sum
    static List<Expr> of(GraphBuilder b, Graph term, List<Expr> x, long terms) {
        List<TensorType> types = term.outputTypes();
        int levels = 1;
        for (long left = terms; left > CHUNK; left = (left + CHUNK - 1) / CHUNK) {
            levels++;
        }
        List<Expr> operands = new ArrayList<>(x);
        operands.add(b.constant(NUMBER, 0));
        for (int level = 0; level < levels; level++) {
            types.forEach(type -> operands.add(b.constant(lanes(type), -0.0)));
        }
        Op.Scan scan = new Op.Scan(
                step(term, x.size(), levels), x.size(), operands.size() - x.size(), 0, Dim.of(terms), false);
        List<Expr> last = b.emit(scan, operands);
        List<Expr> sums = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            Expr lanes = last.get(1 + k);
            long count = terms;
            for (int level = 1; level < levels; level++) {
                // what has not come up yet; nothing, if the last chunk was a whole one
                count = (count + CHUNK - 1) / CHUNK;
                Expr lane = b.constantBits(NUMBER, (count - 1) % LANES);
                lanes = added(last.get(1 + level * types.size() + k), lane, tree(lanes));
            }
            sums.add(tree(lanes));
        }
        return sums;
    }

    private static TensorType lanes(TensorType type) {
        return type.withShape(type.shape().prepend(Dim.of(LANES)));
    }

    private static Graph step(Graph term, int consts, int levels) {
        GraphBuilder b = new GraphBuilder("lanes");
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < consts; i++) {
            arguments.add(b.input("x" + i, term.inputTypes().get(i)));
        }
        Expr number = b.input("number", NUMBER);
        arguments.add(number);
        List<List<Expr>> sums = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            List<Expr> own = new ArrayList<>();
            for (TensorType type : term.outputTypes()) {
                own.add(b.input("sum" + level + "_" + own.size(), lanes(type)));
            }
            sums.add(own);
        }
        List<Expr> terms = b.inline(term, arguments);
        b.output("number", number.add(1));
        Expr lane = number.and(LANES - 1);
        Expr position = number;
        for (int level = 0; level < levels; level++) {
            Expr full = position.and(CHUNK - 1).eq(CHUNK - 1);
            List<Expr> trees = new ArrayList<>();
            for (int k = 0; k < terms.size(); k++) {
                Expr next = added(sums.get(level).get(k), lane, terms.get(k));
                boolean isTop = level == levels - 1;
                Expr empties = full.broadcast(next.shape(), List.of());
                b.output("sum", isTop ? next : empties.select(next.constant(-0.0), next));
                trees.add(tree(next));
            }
            terms = trees;
            position = full.select(position.shr(CHUNK_BITS), position.constant(-1));
            lane = full.select(position.and(LANES - 1), position.constant(-1));
        }
        return b.build();
    }

    /// @param lane that gets the term; −1: none
    private static Expr added(Expr lanes, Expr lane, Expr term) {
        TensorType line = TensorType.of(DType.I64, LANES);
        Expr number = lanes.builder().emit(new Op.Iota(line, 0)).getFirst();
        Expr own = number.eq(lane.broadcast(line.shape(), List.of())).broadcast(lanes.shape(), List.of(0));
        List<Integer> axes = IntStream.range(1, lanes.shape().rank()).boxed().toList();
        return lanes.add(own.select(term.broadcast(lanes.shape(), axes), lanes.constant(-0.0)));
    }

    private static Expr tree(Expr lanes) {
        return lanes.reduce(Reduction.SUM, List.of(0));
    }
}
