package dev.gradlane.kernel;

import dev.gradlane.graph.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// A long loop of few cells as two kernels: the first folds each chunk of 4096 elements in a cell of its own, the
/// second folds the chunks' results, in the order that the contract pins, and goes on with the epilogue.
final class LoopSplit {
    private final List<KernelBuffer> buffers;
    private final List<Stage> stages = new ArrayList<>();
    private final List<String> decisions;

    private LoopSplit(List<KernelBuffer> buffers, List<String> decisions) {
        this.buffers = new ArrayList<>(buffers);
        this.decisions = decisions;
    }

    /// Buffers and stages, with those that the split adds.
    static Compact of(List<KernelBuffer> buffers, List<Stage> stages, List<String> decisions) {
        LoopSplit split = new LoopSplit(buffers, decisions);
        for (Stage stage : stages) {
            switch (stage) {
                case Kernel kernel -> split.kernel(kernel);
                case ArrayKernel array -> split.stages.add(array);
            }
        }
        return new Compact(split.buffers, split.stages);
    }

    private void kernel(Kernel kernel) {
        List<Statement.Loop> loops = kernel.body().statements().stream()
                .filter(s -> s instanceof Statement.Loop l && isLong(l))
                .map(Statement.Loop.class::cast)
                .toList();
        if (loops.size() != 1
                || !Joining.isFew(kernel.parallel().stream().map(Axis::extent).toList())) {
            stages.add(kernel);
            return;
        }
        Statement.Loop loop = loops.getFirst();
        List<Statement> body = kernel.body().statements();
        int at = body.indexOf(loop);
        List<Statement> before = body.subList(0, at);
        List<Statement> after = body.subList(at + 1, body.size());

        int next = axes(kernel.body(), kernel.parallel());
        Extent steps = Extent.ONE;
        for (Axis axis : loop.axes()) {
            steps = steps.times(axis.extent());
        }
        Axis chunk = new Axis(next, new Extent.Chunks(steps, ReductionTree.CHUNK));
        Axis part = new Axis(next + 1, chunk.extent());
        Index cell = Index.ZERO;
        Extent stride = Extent.ONE;
        for (Axis axis : kernel.parallel().reversed()) {
            cell = cell.plus(Index.along(axis.id()).times(stride));
            stride = stride.times(axis.extent());
        }
        int fresh = Statements.highest(kernel.body()) + 1;
        List<Statement> first = new ArrayList<>(needed(before, List.of(loop)));
        first.add(new Statement.Loop(loop.axes(), OptionalInt.of(chunk.id()), loop.body(), loop.accumulators()));
        List<Statement> loads = new ArrayList<>();
        List<Accumulator> folded = new ArrayList<>();
        for (Accumulator a : loop.accumulators()) {
            int buffer = buffers.size();
            buffers.add(new KernelBuffer(
                    buffer, a.type(), chunk.extent().times(stride), new KernelBuffer.Role.Temporary()));
            first.add(new Statement.Store(
                    buffer, Index.along(chunk.id()).times(stride).plus(cell), a.result()));
            loads.add(new Statement.Load(
                    fresh,
                    a.type(),
                    buffer,
                    Index.along(part.id()).times(stride).plus(cell)));
            // products are summed chunk by chunk; what is left to do is a sum
            Fold fold = a.fold() == Fold.DOT ? Fold.SUM : a.fold();
            folded.add(new Accumulator(a.result(), a.type(), fold, a.order(), List.of(fresh)));
            fresh++;
        }
        List<Statement> second = new ArrayList<>(needed(before, after));
        second.add(new Statement.Loop(List.of(part), OptionalInt.empty(), new Block(loads), folded));
        second.addAll(after);
        List<Axis> cells = new ArrayList<>();
        cells.add(chunk);
        cells.addAll(kernel.parallel());
        String name = kernel.name() + "_chunks";
        decisions.add(kernel.name() + " folds " + steps + " elements in few cells: " + name + " folds chunks of "
                + ReductionTree.CHUNK + ", " + kernel.name() + " their results");
        stages.add(new Kernel(name, kernel.layout(), cells, new Block(first)));
        stages.add(new Kernel(kernel.name(), kernel.layout(), kernel.parallel(), new Block(second)));
    }

    private static boolean isLong(Statement.Loop loop) {
        return loop.chunk().isEmpty()
                && Joining.isLong(loop.axes().stream().map(Axis::extent).toList())
                && loop.accumulators().stream().allMatch(a -> a.order() == Order.LANES || a.order() == Order.FREE);
    }

    /// Those of `candidates` that `users` need, in order; stores stand after all loops.
    private static List<Statement> needed(List<Statement> candidates, List<Statement> users) {
        Set<Integer> open = new HashSet<>();
        users.forEach(s -> open.addAll(Statements.uses(s)));
        List<Statement> chosen = new ArrayList<>();
        for (Statement s : candidates.reversed()) {
            if (Statements.results(s).stream().anyMatch(open::contains)) {
                open.addAll(Statements.uses(s));
                chosen.addFirst(s);
            }
        }
        return chosen;
    }

    private static int axes(Block block, List<Axis> outer) {
        int next = outer.stream().mapToInt(Axis::id).max().orElse(-1) + 1;
        for (Statement s : block.statements()) {
            next = switch (s) {
                case Statement.Loop l -> Math.max(next, axes(l.body(), l.axes()));
                case Statement.Each e -> Math.max(next, axes(e.body(), e.axes()));
                case Statement.Recurrence r -> Math.max(next, axes(r.body(), List.of(r.axis())));
                case Statement other -> next;
            };
        }
        return next;
    }
}
