package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A mistake of the kind that people make in an expansion, put into its graph at a node that allows it.
enum Fault {
    /// A constant's last place is one too many.
    CONSTANT_UP,
    /// A constant's last place is one too few.
    CONSTANT_DOWN,
    /// A constant lacks the lower half of its digits.
    CONSTANT_SHORT,
    /// `<` for `≥` and the like.
    COMPARE_FLIPPED,
    /// `<` for `≤` and the like.
    COMPARE_AT_EDGE,
    /// a·b + c rounded twice.
    FMA_SPLIT,
    /// A term left out: 0 in place of a difference.
    DIFFERENCE_DROPPED,
    /// The two arms of a choice.
    ARMS_SWAPPED,
    /// The sign turned.
    NEGATION_DROPPED,
    /// Bits that were to be put in are not.
    BITS_DROPPED;

    /// The graph with this fault at the `occurrence`-th node, from 0, that allows it; empty where there are fewer.
    Optional<Graph> plantedIn(Graph frozen, int occurrence) {
        GraphBuilder b = new GraphBuilder(frozen.name());
        List<Expr> values = new ArrayList<>();
        int met = 0;
        boolean planted = false;
        for (Node node : frozen.nodes()) {
            List<Expr> operands = node.operands().stream().map(values::get).toList();
            Optional<Expr> wrong = wrong(b, node, operands);
            if (wrong.isPresent() && met++ == occurrence) {
                values.add(wrong.get());
                planted = true;
            } else if (node.op() instanceof Op.Input(String name, var type)) {
                values.add(b.input(name, type));
            } else {
                values.addAll(b.emit(node.op(), operands));
            }
        }
        frozen.outputs().forEach(o -> b.output(o.name(), values.get(o.value())));
        return planted ? Optional.of(Prune.of(b.build())) : Optional.empty();
    }

    private Optional<Expr> wrong(GraphBuilder b, Node node, List<Expr> x) {
        return switch (this) {
            case CONSTANT_UP -> constant(b, node, 1);
            case CONSTANT_DOWN -> constant(b, node, -1);
            case CONSTANT_SHORT -> constant(b, node, 0);
            case COMPARE_FLIPPED ->
                map(node, ScalarOp.LT)
                        .map(_ -> x.get(0).ge(x.get(1)))
                        .or(() -> map(node, ScalarOp.GT).map(_ -> x.get(0).le(x.get(1))))
                        .or(() -> map(node, ScalarOp.GE).map(_ -> x.get(0).lt(x.get(1))))
                        .or(() -> map(node, ScalarOp.LE).map(_ -> x.get(0).gt(x.get(1))));
            case COMPARE_AT_EDGE ->
                map(node, ScalarOp.LT)
                        .map(_ -> x.get(0).le(x.get(1)))
                        .or(() -> map(node, ScalarOp.GT).map(_ -> x.get(0).ge(x.get(1))))
                        .or(() -> map(node, ScalarOp.GE).map(_ -> x.get(0).gt(x.get(1))))
                        .or(() -> map(node, ScalarOp.LE).map(_ -> x.get(0).lt(x.get(1))));
            case FMA_SPLIT ->
                map(node, ScalarOp.FMA).map(_ -> x.get(0).mul(x.get(1)).add(x.get(2)));
            case DIFFERENCE_DROPPED ->
                map(node, ScalarOp.SUB)
                        .filter(_ -> x.getFirst().dtype().isFloat())
                        .map(_ -> x.getFirst().constant(0));
            case ARMS_SWAPPED -> map(node, ScalarOp.SELECT).map(_ -> x.get(0).select(x.get(2), x.get(1)));
            case NEGATION_DROPPED -> map(node, ScalarOp.NEG).map(_ -> x.getFirst());
            case BITS_DROPPED -> map(node, ScalarOp.OR).map(_ -> x.getFirst());
        };
    }

    private static Optional<Node> map(Node node, ScalarOp operation) {
        return node.op().equals(new Op.Map(operation)) ? Optional.of(node) : Optional.empty();
    }

    /// A float constant that is no power of two, so that it is a coefficient rather than a structure.
    private static Optional<Expr> constant(GraphBuilder b, Node node, int ulps) {
        if (!(node.op() instanceof Op.Constant(var type, Literal.Splat(long bits)))
                || !type.dtype().isFloat()) {
            return Optional.empty();
        }
        int digits = type.dtype().bytes() == 4 ? 23 : 52;
        if ((bits & (1L << digits) - 1) == 0) {
            return Optional.empty();
        }
        long wrong = ulps == 0 ? bits & -(1L << digits / 2) : bits + ulps;
        return wrong == bits ? Optional.empty() : Optional.of(b.constantBits(type, wrong));
    }
}
