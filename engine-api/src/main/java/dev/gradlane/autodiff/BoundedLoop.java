package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /// Cotangents of the operands of a loop of no steps: those of its results, by way of the same loop, so
    /// that a gradient of a loop that was cut off is a fault too where nobody reads the value.
    static List<Optional<Expr>> pull(GraphBuilder b, Op.While op, List<Expr> x, List<Optional<Expr>> bars) {
        List<Integer> pulled = IntStream.range(0, bars.size())
                .filter(k -> bars.get(k).isPresent())
                .boxed()
                .toList();
        Op.While ended = new Op.While(withBars(op, pulled, true), withBars(op, pulled, false), op.consts(), 0);
        List<Expr> operands = new ArrayList<>(x);
        pulled.forEach(k -> operands.add(bars.get(k).orElseThrow()));
        List<Expr> results = b.emit(ended, operands);
        List<Optional<Expr>> cotangents = new ArrayList<>(Collections.nCopies(x.size(), Optional.empty()));
        for (int i = 0; i < pulled.size(); i++) {
            cotangents.set(op.consts() + pulled.get(i), Optional.of(results.get(op.carry() + i)));
        }
        return cotangents;
    }

    /// The condition, or the state as it came, where the state has cotangents too.
    private static Graph withBars(Op.While op, List<Integer> pulled, boolean condition) {
        Graph step = op.step();
        GraphBuilder b = new GraphBuilder(step.name() + ".ended");
        InputNames names = new InputNames(step);
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            inputs.add(b.input(step.inputNames().get(i), step.inputTypes().get(i)));
        }
        List<Expr> own = List.copyOf(inputs);
        for (int k : pulled) {
            int input = op.consts() + k;
            inputs.add(b.input(
                    names.fresh("bar_", step.inputNames().get(input)),
                    step.inputTypes().get(input)));
        }
        if (condition) {
            return b.output("holds", b.inline(op.condition(), own).getFirst()).build();
        }
        inputs.subList(op.consts(), inputs.size()).forEach(state -> b.output("state", state));
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
        Expr any = holds.shape().rank() == 0 ? holds : holds.reduce(Reduction.ANY, all(holds));
        List<Expr> operands = new ArrayList<>(List.of(any));
        operands.addAll(inputs);
        List<Expr> next = b.emit(new Op.Cond(step, kept(step, op.consts())), operands);
        for (int k = 0; k < next.size(); k++) {
            b.output(step.outputs().get(k).name(), next.get(k));
        }
        return b.build();
    }

    private static List<Integer> all(Expr x) {
        return IntStream.range(0, x.shape().rank()).boxed().toList();
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
