package dev.gradlane.pass;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A batch of while loops as one: its state has a further value, which samples still run, and a step keeps
/// the state of the others. The condition is that value, so that a fault names the first sample that runs
/// past the bound.
final class MaskedLoop {
    private MaskedLoop() {}

    /// Whether `op` is one loop already.
    static boolean isOne(Op.While op, List<Expr> x) {
        return batch(op, x).rank() == 0;
    }

    private static Shape batch(Op.While op, List<Expr> x) {
        Shape shape = x.getLast().shape();
        int own = op.step().inputTypes().getLast().shape().rank();
        return new Shape(shape.dims().subList(0, shape.rank() - own));
    }

    /// Which samples take a first step.
    static Graph first(Op.While op, List<Expr> x) {
        return runs(op, batch(op, x));
    }

    /// Per sample whether its condition holds.
    private static Graph runs(Op.While op, Shape batch) {
        Graph condition = op.condition();
        int rank = condition.outputTypes().getFirst().shape().rank();
        if (rank == 0) {
            return Batch.over(condition, batch);
        }
        GraphBuilder b = new GraphBuilder(condition.name());
        Expr holds = b.inline(condition, inputs(b, condition)).getFirst();
        b.output(
                "runs",
                holds.reduce(
                        dev.gradlane.graph.Reduction.ANY,
                        IntStream.range(0, rank).boxed().toList()));
        return Batch.over(b.build(), batch);
    }

    /// The loop with the mask as its last state.
    static Op.While of(Op.While op, List<Expr> x) {
        Shape batch = batch(op, x);
        Graph condition = runs(op, batch);
        boolean masks = Masking.isNeeded(op.step());
        Graph step = Batch.over(op.step(), batch);
        Graph safe = masks ? Batch.over(Masking.of(op.step()), batch) : step;
        TensorType mask = new TensorType(DType.BOOL, batch);
        GraphBuilder b = new GraphBuilder(step.name());
        List<Expr> inputs = inputs(b, step);
        String name = Symbols.fresh("runs", Set.copyOf(step.inputNames()));
        Expr runs = b.input(name, mask);
        List<Expr> arguments = new ArrayList<>(inputs);
        if (masks) {
            arguments.add(runs);
        }
        List<Expr> next = b.inline(safe, arguments);
        List<Integer> axes = IntStream.range(0, batch.rank()).boxed().toList();
        List<Expr> state = new ArrayList<>(inputs);
        for (int k = 0; k < next.size(); k++) {
            int input = op.consts() + k;
            Expr kept = runs.broadcast(next.get(k).shape(), axes).select(next.get(k), inputs.get(input));
            state.set(input, kept);
            b.output(step.outputs().get(k).name(), kept);
        }
        Graph masked = b.output("runs", runs.and(b.inline(condition, state).getFirst()))
                .build();
        GraphBuilder c = new GraphBuilder(condition.name());
        inputs(c, step);
        Graph holds = c.output("runs", c.input(name, mask)).build();
        return new Op.While(holds, masked, op.consts(), op.bound());
    }

    private static List<Expr> inputs(GraphBuilder b, Graph body) {
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < body.inputs().size(); i++) {
            b.at(body.inputs().get(i).origin());
            inputs.add(b.input(body.inputNames().get(i), body.inputTypes().get(i)));
        }
        return inputs;
    }
}
