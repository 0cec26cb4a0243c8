package dev.gradlane.benchmarks.kernels;

import dev.gradlane.benchmarks.Raw;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the far argument reduction of the sine costs where no argument needs it: the kernel, in which it is a guarded
/// region, against the same graph without it.
final class GuardedSine {
    private static final double LARGEST = 100;

    private GuardedSine() {}

    static Contest of(String device, DType dtype, int n) {
        Graph whole = sine(dtype);
        Graph near = withoutFar(whole, dtype);
        if (near.nodes().size() > 0.7 * whole.nodes().size()) {
            throw new IllegalStateException("the far reduction was not found: "
                    + near.nodes().size() + " of " + whole.nodes().size() + " nodes are left");
        }
        long x = dtype == DType.F32
                ? Raw.floats(n, (float) -LARGEST, (float) LARGEST, 7)
                : Raw.doubles(n, -LARGEST, LARGEST, 7);
        Compiled engine = new Compiled(device, whole, List.of(x), n);
        Compiled reference = new Compiled(device, near, List.of(x), n);
        engine.run();
        reference.run();
        long bytes = (long) dtype.bytes() * n;
        long at = Compiled.memory(engine.output(), bytes).mismatch(Compiled.memory(reference.output(), bytes));
        if (at >= 0) {
            throw new IllegalStateException("without the far reduction sample " + at / dtype.bytes() + " differs");
        }
        return new Contest(
                "sin " + dtype.symbol() + ", |x| < 100, " + n + " samples",
                "the same without far reduction",
                1 / 1.3,
                n,
                n,
                engine,
                reference);
    }

    private static Graph sine(DType dtype) {
        GraphBuilder b = new GraphBuilder("sine");
        TensorType type = new TensorType(dtype, Shape.of(Dim.symbol("B")));
        return Freeze.of(b.output("y", b.input("x", type).apply(Trig.SIN)).build());
    }

    /// Every select by `x ≥ threshold` gives its other arm.
    private static Graph withoutFar(Graph graph, DType dtype) {
        long threshold = dtype.bitsOf(dtype == DType.F32 ? 0x1p17 : 0x1p27);
        Set<Integer> thresholds = new HashSet<>();
        Set<Integer> conditions = new HashSet<>();
        Map<Integer, Integer> renamed = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<Integer> x = node.operands().stream()
                    .map(v -> renamed.getOrDefault(v, v))
                    .toList();
            if (node.op() instanceof Op.Constant(TensorType _, Literal.Splat(long bits)) && bits == threshold) {
                thresholds.add(node.first());
            } else if (node.op() instanceof Op.Map(ScalarOp op)) {
                if (op == ScalarOp.GE && thresholds.contains(x.get(1))) {
                    conditions.add(node.first());
                } else if (op == ScalarOp.SELECT && conditions.contains(x.getFirst())) {
                    renamed.put(node.first(), x.get(2));
                }
            }
            nodes.add(new Node(node.first(), node.op(), x, node.results(), node.origin()));
        }
        return Prune.of(new Graph(graph.name(), nodes, graph.outputs()));
    }
}
