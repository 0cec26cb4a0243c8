package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Batch;
import java.util.ArrayList;
import java.util.List;

/// A while loop as a scan of as many steps as its bound, which reverse mode can run back: a step for which
/// the condition does not hold any more keeps the state, by a choice, so that it leaves no trace in a
/// derivative.
final class BoundedLoop {
    private BoundedLoop() {}

    /// Inputs and outputs are those of the loop. Behind the scan stands the loop again, of no steps: it ends
    /// in a fault where the condition still holds.
    static Graph of(Op.While op, List<Expr> x) {
        Graph single = step(op);
        int rank = x.getLast().shape().rank()
                - single.inputTypes().getLast().shape().rank();
        Shape batch = new Shape(x.getLast().shape().dims().subList(0, rank));
        Graph step = Batch.over(single, batch);
        GraphBuilder b = new GraphBuilder(single.name());
        List<Expr> operands = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            operands.add(b.input(single.inputNames().get(i), x.get(i).type()));
        }
        List<Expr> last = b.emit(new Op.Scan(step, op.consts(), op.carry(), 0, Dim.of(op.bound()), false), operands);
        List<Expr> ended = new ArrayList<>(operands.subList(0, op.consts()));
        ended.addAll(last);
        List<Expr> results = b.emit(new Op.While(op.condition(), op.step(), op.consts(), 0), ended);
        for (int k = 0; k < results.size(); k++) {
            b.output(single.outputs().get(k).name(), results.get(k));
        }
        return b.build();
    }

    private static Graph step(Op.While op) {
        Graph step = op.step();
        GraphBuilder b = new GraphBuilder(step.name());
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            b.at(step.inputs().get(i).origin());
            inputs.add(b.input(step.inputNames().get(i), step.inputTypes().get(i)));
        }
        Expr holds = b.inline(op.condition(), inputs).getFirst();
        Expr any = holds.shape().rank() == 0 ? holds : holds.reduce(dev.gradlane.graph.Reduction.ANY, all(holds));
        List<Expr> operands = new ArrayList<>(List.of(any));
        operands.addAll(inputs);
        List<Expr> next = b.emit(new Op.Cond(step, kept(step, op.consts())), operands);
        for (int k = 0; k < next.size(); k++) {
            b.output(step.outputs().get(k).name(), next.get(k));
        }
        return b.build();
    }

    private static List<Integer> all(Expr x) {
        return java.util.stream.IntStream.range(0, x.shape().rank()).boxed().toList();
    }

    /// The state as it came.
    private static Graph kept(Graph step, int consts) {
        GraphBuilder b = new GraphBuilder("kept");
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            inputs.add(b.input(step.inputNames().get(i), step.inputTypes().get(i)));
        }
        for (int k = 0; k < step.outputs().size(); k++) {
            b.output(step.outputs().get(k).name(), inputs.get(consts + k));
        }
        return b.build();
    }
}
