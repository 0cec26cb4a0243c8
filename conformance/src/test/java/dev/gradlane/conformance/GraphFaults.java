package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Compilers that make another program of the one they are given.
final class GraphFaults {
    /// What a round of Philox adds to the first word of the key.
    private static final long KEY_STEP = 0x9e3779b9L;

    private GraphFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                PlantedFault.ofGraph("contraction of a·b + c", GraphFaults::contracted, _ -> Stream.empty())
                        .inGolden("neuron"),
                PlantedFault.ofGraph(
                        "loop in the other order",
                        ops(op -> op instanceof Op.Scan s
                                ? new Op.Scan(s.body(), s.consts(), s.carry(), s.sums(), s.length(), !s.reversed())
                                : op),
                        ControlRows::scans),
                PlantedFault.ofGraph(
                        "branches swapped",
                        ops(op -> op instanceof Op.Cond c ? new Op.Cond(c.ifFalse(), c.ifTrue()) : op),
                        ControlRows::choices),
                PlantedFault.ofGraph(
                        "ended samples go on",
                        ops(op -> op instanceof Op.While w ? w.with(GraphFaults::unmasked) : op),
                        ControlRows::loops),
                PlantedFault.ofGraph(
                        "triangularSolve not transposed",
                        ops(op -> op instanceof Op.TriangularSolve ? new Op.TriangularSolve(false) : op),
                        MatrixRows::of),
                PlantedFault.ofGraph(
                        "cholesky of the upper triangle",
                        operands((node, x) -> node.op() instanceof Op.Cholesky
                                ? List.of(x.getFirst().transposed())
                                : x),
                        MatrixRows::of),
                PlantedFault.ofGraph(
                        "gather of the first sample for all", operands(GraphFaults::ofFirstSample), IndexRows::of),
                PlantedFault.ofGraph(
                                "Philox with another step of the key",
                                ops(op -> op instanceof Op.Constant(TensorType type, Literal.Splat(long bits))
                                                && bits == KEY_STEP
                                        ? new Op.Constant(type, new Literal.Splat(KEY_STEP - 1))
                                        : op),
                                RandomRows::of)
                        .inGolden("random bits"),
                PlantedFault.ofGraph("padding of a pool is 0", operands(GraphFaults::paddedByZero), LayerRows::of));
    }

    private static UnaryOperator<Graph> ops(UnaryOperator<Op> change) {
        return g -> new Graph(
                g.name(),
                g.nodes().stream()
                        .map(n -> new Node(n.first(), change.apply(n.op()), n.operands(), n.results(), n.origin()))
                        .toList(),
                g.outputs());
    }

    private interface Operands {
        List<Expr> of(Node node, List<Expr> operands);
    }

    /// The same nodes with other operands.
    private static UnaryOperator<Graph> operands(Operands change) {
        return graph -> {
            GraphBuilder b = new GraphBuilder(graph.name());
            Expr[] values = new Expr[graph.valueCount()];
            for (Node node : graph.nodes()) {
                List<Expr> x = node.operands().stream().map(id -> values[id]).toList();
                List<Expr> results = b.emit(node.op(), change.of(node, x));
                for (int i = 0; i < results.size(); i++) {
                    values[node.first() + i] = results.get(i);
                }
            }
            graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
            return b.build();
        };
    }

    /// Indices that differ by sample are taken from sample 0.
    private static List<Expr> ofFirstSample(Node node, List<Expr> x) {
        if (!(node.op() instanceof Op.Gather(int _, int batch))
                || batch == 0
                || x.get(1).shape().dim(0).is(0)) {
            return x;
        }
        Expr indices = x.get(1);
        Expr outer = indices.builder().constant(TensorType.scalar(DType.I32), 0);
        List<Integer> axes = IntStream.range(1, indices.shape().rank()).boxed().toList();
        return List.of(x.get(0), indices.gather(outer, 0, 0).broadcast(indices.shape(), axes));
    }

    private static List<Expr> paddedByZero(Node node, List<Expr> x) {
        return node.op() instanceof Op.Pad ? List.of(x.get(0), x.get(1).constantBits(0)) : x;
    }

    /// Selections between the next state and the one before replaced by the next.
    private static Graph unmasked(Graph step) {
        return new Graph(
                step.name(),
                step.nodes(),
                step.outputs().stream()
                        .map(o -> {
                            Node node = step.definition(o.value());
                            return node.op().equals(new Op.Map(ScalarOp.SELECT))
                                    ? new Graph.Output(o.name(), node.operands().get(1))
                                    : o;
                        })
                        .toList());
    }

    private static Graph contracted(Graph graph) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean isSum = node.op().equals(new Op.Map(ScalarOp.ADD))
                    && node.results().getFirst().dtype().isFloat();
            Node product = isSum ? graph.definition(node.operands().getFirst()) : node;
            if (isSum && product.op().equals(new Op.Map(ScalarOp.MUL))) {
                List<Integer> operands = List.of(
                        product.operands().get(0),
                        product.operands().get(1),
                        node.operands().get(1));
                nodes.add(new Node(node.first(), new Op.Map(ScalarOp.FMA), operands, node.results(), node.origin()));
            } else {
                nodes.add(node);
            }
        }
        return new Graph(graph.name(), nodes, graph.outputs());
    }
}
