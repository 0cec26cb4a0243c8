package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The batch of a kind that runs bodies. A scan is one scan over batches: the loop's axis stays the first of
/// its arrays, the batch is the first axis inside of the body. A choice or a while loop that differs by
/// sample stays what it is, over a batch of choices or states: only freezing makes it a selection, when
/// derivatives have been taken.
final class ControlBatch {
    private ControlBatch() {}

    record Batched(List<Expr> results, List<Boolean> mapped) {}

    /// @param x the operands as they are, `isMapped` those that have the batch, `lifted` an operand with the
    /// batch
    static Batched of(
            GraphBuilder b, Op.Control op, Dim batch, List<Expr> x, List<Boolean> isMapped, IntFunction<Expr> lifted) {
        return switch (op) {
            case Op.Scan scan -> scan(b, scan, batch, x, isMapped, lifted);
            case Op.Cond cond
            when !isMapped.getFirst() && x.getFirst().shape().rank() == 0 -> oneChoice(b, cond, batch, x, isMapped);
            case Op.Cond cond -> each(b, cond, x.size(), lifted);
            case Op.While loop -> each(b, loop, x.size(), lifted);
        };
    }

    private static Batched scan(
            GraphBuilder b, Op.Scan op, Dim batch, List<Expr> x, List<Boolean> isMapped, IntFunction<Expr> lifted) {
        int arrays = op.consts() + op.carry();
        Set<Integer> mapped = new TreeSet<>(chosen(isMapped));
        List<Boolean> outputs;
        boolean changed;
        do {
            outputs = mapped(op.body(), mapped);
            changed = false;
            for (int j = 0; j < op.carry(); j++) {
                changed |= outputs.get(j) && mapped.add(op.consts() + j);
            }
        } while (changed);
        for (int j = 0; j < op.carry(); j++) {
            outputs.set(j, mapped.contains(op.consts() + j));
        }
        List<Expr> operands = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            Expr operand = mapped.contains(i) ? lifted.apply(i) : x.get(i);
            operands.add(i >= arrays && mapped.contains(i) ? swapped(operand) : operand);
        }
        Graph body = Batch.body(op.body(), mapped, batch, outputs);
        List<Expr> results =
                b.emit(new Op.Scan(body, op.consts(), op.carry(), op.sums(), op.length(), op.reversed()), operands);
        List<Expr> turned = new ArrayList<>();
        for (int k = 0; k < results.size(); k++) {
            boolean stacked = k >= op.carry() && k < op.carry() + op.stacked();
            turned.add(stacked && outputs.get(k) ? swapped(results.get(k)) : results.get(k));
        }
        return new Batched(turned, outputs);
    }

    /// The first two axes change places: batch and loop.
    private static Expr swapped(Expr x) {
        List<Integer> axes = new ArrayList<>(List.of(1, 0));
        IntStream.range(2, x.shape().rank()).forEach(axes::add);
        return x.permute(axes);
    }

    /// The same choice for all samples: one branch of the batch runs.
    private static Batched oneChoice(GraphBuilder b, Op.Cond op, Dim batch, List<Expr> x, List<Boolean> isMapped) {
        Set<Integer> mapped = new TreeSet<>(chosen(isMapped.subList(1, isMapped.size())));
        List<Boolean> outputs = Collections.nCopies(op.ifTrue().outputs().size(), true);
        Op.Cond batched = op.with(body -> Batch.body(body, mapped, batch, outputs));
        return new Batched(b.emit(batched, x), outputs);
    }

    private static Batched each(GraphBuilder b, Op.Control op, int operands, IntFunction<Expr> lifted) {
        List<Expr> results =
                b.emit(op, IntStream.range(0, operands).mapToObj(lifted).toList());
        return new Batched(results, Collections.nCopies(results.size(), true));
    }

    /// Which outputs depend on a mapped input.
    private static List<Boolean> mapped(Graph graph, Set<Integer> inputs) {
        boolean[] mapped = new boolean[graph.valueCount()];
        inputs.forEach(i -> mapped[graph.inputs().get(i).first()] = true);
        for (Node node : graph.nodes()) {
            if (node.operands().stream().anyMatch(v -> mapped[v])) {
                node.values().forEach(v -> mapped[v] = true);
            }
        }
        List<Boolean> outputs = new ArrayList<>();
        graph.outputs().forEach(o -> outputs.add(mapped[o.value()]));
        return outputs;
    }

    private static List<Integer> chosen(List<Boolean> flags) {
        return IntStream.range(0, flags.size()).filter(flags::get).boxed().toList();
    }
}
