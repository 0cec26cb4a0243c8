package dev.gradlane.pass;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A program of one sample as a program of a batch (vmap). Mapped values get the batch as axis 0; what
/// depends on no mapped input is computed once. Orders of reductions are copied, so a sample's bits do not
/// depend on the batch.
public final class Batch {
    private final GraphBuilder b;
    private final Dim batch;
    private final boolean[] mapped;
    private final Expr[] values;

    private Batch(Graph graph, Dim batch) {
        this.b = new GraphBuilder(graph.name());
        this.batch = batch;
        this.mapped = new boolean[graph.valueCount()];
        this.values = new Expr[graph.valueCount()];
    }

    /// @param mappedInputs inputs that get the batch as a new first axis; every output gets it
    /// @param symbol a symbol that `graph` does not use
    public static Graph of(Graph graph, Set<Integer> mappedInputs, String symbol) {
        return body(
                graph,
                mappedInputs,
                Dim.symbol(symbol),
                Collections.nCopies(graph.outputs().size(), true));
    }

    /// The body of one sample as the body of a batch of this shape, which every input and output gets before
    /// its axes.
    public static Graph over(Graph graph, Shape batch) {
        return over(graph, all(graph), batch);
    }

    /// The same, where only the inputs `mapped` get the batch.
    public static Graph over(Graph graph, Set<Integer> mapped, Shape batch) {
        Graph result = graph;
        for (Dim dim : batch.dims().reversed()) {
            result = body(
                    result, mapped, dim, Collections.nCopies(graph.outputs().size(), true));
        }
        return result;
    }

    /// @param lifted which outputs get the batch; the others depend on no mapped input
    static Graph body(Graph graph, Set<Integer> mappedInputs, Dim batch, List<Boolean> lifted) {
        return new Batch(graph, batch).run(graph, mappedInputs, lifted);
    }

    private Graph run(Graph graph, Set<Integer> mappedInputs, List<Boolean> lifts) {
        int input = 0;
        for (Node node : graph.nodes()) {
            b.at(node.origin());
            if (node.op() instanceof Op.Input(String name, var type)) {
                boolean isMapped = mappedInputs.contains(input++);
                set(node, List.of(b.input(name, isMapped ? type.withShape(prepend(type.shape())) : type)), isMapped);
            } else if (node.operands().stream().noneMatch(id -> mapped[id])) {
                set(node, b.emit(node.op(), operands(node)), false);
            } else if (node.op() instanceof Op.Control control) {
                control(node, control);
            } else {
                set(node, batched(node), true);
            }
        }
        for (int k = 0; k < lifts.size(); k++) {
            Graph.Output output = graph.outputs().get(k);
            b.output(output.name(), lifts.get(k) ? lifted(output.value()) : values[output.value()]);
        }
        return b.build();
    }

    private void set(Node node, List<Expr> results, boolean isMapped) {
        for (int i = 0; i < results.size(); i++) {
            values[node.first() + i] = results.get(i);
            mapped[node.first() + i] = isMapped;
        }
    }

    private List<Expr> batched(Node node) {
        List<Integer> x = node.operands();
        return switch (node.op()) {
            case Op.Map map -> b.emit(map, lifted(node));
            case Op.Broadcast(Shape shape, List<Integer> axes) -> {
                List<Integer> all = new ArrayList<>(List.of(0));
                axes.forEach(a -> all.add(a + 1));
                yield b.emit(new Op.Broadcast(prepend(shape), all), lifted(node));
            }
            case Op.Reshape(Shape shape) -> b.emit(new Op.Reshape(prepend(shape)), lifted(node));
            case Op.Permute(List<Integer> axes) -> {
                List<Integer> all = new ArrayList<>(List.of(0));
                axes.forEach(a -> all.add(a + 1));
                yield b.emit(new Op.Permute(all), lifted(node));
            }
            case Op.Slice(int axis, long start, long size, long stride) ->
                b.emit(new Op.Slice(axis + 1, start, size, stride), lifted(node));
            case Op.Pad pad -> List.of(pad(pad, lifted(x.get(0)), x.get(1)));
            case Op.Concatenate(int axis) -> b.emit(new Op.Concatenate(axis + 1), lifted(node));
            case Op.Reduce(var kind, List<Integer> axes, Order order) ->
                b.emit(new Op.Reduce(kind, shifted(axes), order), lifted(node));
            case Op.Dot(DotAxes axes, Order order) -> List.of(dot(axes, order, x.get(0), x.get(1)));
            case Op.Reverse(int axis) -> b.emit(new Op.Reverse(axis + 1), lifted(node));
            case Op.CumSum(int axis, boolean reverse) -> b.emit(new Op.CumSum(axis + 1, reverse), lifted(node));
            case Op.Cholesky _, Op.TriangularSolve _ -> b.emit(node.op(), lifted(node));
            case Op.Sort(int axis) -> b.emit(new Op.Sort(axis + 1), lifted(node));
            case Op.Gather(int axis, int batch) -> List.of(gather(axis, batch, x.get(0), x.get(1)));
            case Op.ScatterAdd(int axis, int batch) -> List.of(scatterAdd(axis, batch, node));
            case Op.Call(Graph body, CallRule rule) -> call(body, rule, lifted(node));
            case Op.Barrier barrier -> b.emit(barrier, lifted(node));
            case Op.Input _, Op.Constant _, Op.Iota _, Op.Extent _, Op.Control _ ->
                throw new IllegalStateException(node.op() + " has no operand that could be mapped");
        };
    }

    /// A filler that differs by sample is selected into the gaps.
    private Expr pad(Op.Pad op, Expr x, int filler) {
        if (!mapped[filler]) {
            return x.pad(op.axis() + 1, op.low(), op.high(), op.interior(), values[filler]);
        }
        Expr zero = b.constantBits(x.type().withShape(Shape.SCALAR), 0);
        Expr padded = x.pad(op.axis() + 1, op.low(), op.high(), op.interior(), zero);
        Expr inside = x.constantBits(DType.BOOL, 1)
                .pad(op.axis() + 1, op.low(), op.high(), op.interior(), zero.constantBits(DType.BOOL, 0));
        return inside.select(padded, values[filler].broadcast(padded.shape(), List.of(0)));
    }

    /// Two mapped operands share the batch; the batch of one is a free axis of it, moved to the front.
    private Expr dot(DotAxes axes, Order order, int a, int c) {
        List<Integer> aBatch = mapped[a] ? shifted(axes.aBatch()) : axes.aBatch();
        List<Integer> bBatch = mapped[c] ? shifted(axes.bBatch()) : axes.bBatch();
        List<Integer> aContract = mapped[a] ? shifted(axes.aContract()) : axes.aContract();
        List<Integer> bContract = mapped[c] ? shifted(axes.bContract()) : axes.bContract();
        if (mapped[a] && mapped[c]) {
            DotAxes both = new DotAxes(prepend(aBatch), prepend(bBatch), aContract, bContract);
            return values[a].dot(values[c], both, order);
        }
        DotAxes one = new DotAxes(aBatch, bBatch, aContract, bContract);
        Expr result = values[a].dot(values[c], one, order);
        int aFree = one.aFree(values[a].shape().rank()).size();
        int position = aBatch.size() + (mapped[a] ? 0 : aFree);
        List<Integer> front = new ArrayList<>(List.of(position));
        IntStream.range(0, result.shape().rank()).filter(i -> i != position).forEach(front::add);
        return result.permute(front);
    }

    /// Indices of each sample choose among its own elements, or all among the same ones; indices that all samples
    /// share choose from all at once, unless they share axes with the operand.
    private Expr gather(int axis, int batch, int x, int indices) {
        if (!mapped[indices] && batch == 0) {
            return values[x].gather(values[indices], axis + 1, 0);
        }
        if (!mapped[x] && batch == 0) {
            Expr chosen = values[x].gather(values[indices], axis, 0);
            List<Integer> front = new ArrayList<>(List.of(axis));
            IntStream.range(0, chosen.shape().rank()).filter(i -> i != axis).forEach(front::add);
            return chosen.permute(front);
        }
        return lifted(x).gather(lifted(indices), axis + 1, batch + 1);
    }

    private Expr scatterAdd(int axis, int batch, Node node) {
        int indices = node.operands().get(1);
        Expr x = lifted(node.operands().get(0));
        Expr updates = lifted(node.operands().get(2));
        return !mapped[indices] && batch == 0
                ? x.scatterAdd(values[indices], updates, axis + 1, 0)
                : x.scatterAdd(lifted(indices), updates, axis + 1, batch + 1);
    }

    /// The body batched; all operands are lifted, so that the derivative rules keep one cotangent per
    /// operand.
    private List<Expr> call(Graph body, CallRule rule, List<Expr> operands) {
        CallRule batchedRule = switch (rule) {
            case CallRule.Derivative(Graph jvp, Graph vjp) -> new CallRule.Derivative(whole(jvp), whole(vjp));
            case CallRule.Inline _, CallRule.Checkpoint _ -> rule;
        };
        return b.emit(new Op.Call(whole(body), batchedRule), operands);
    }

    private Graph whole(Graph graph) {
        return over(graph, Shape.of(batch));
    }

    private static Set<Integer> all(Graph graph) {
        return Set.copyOf(IntStream.range(0, graph.inputs().size()).boxed().toList());
    }

    /// Per result, because a loop may compute some for all samples at once.
    private void control(Node node, Op.Control op) {
        List<Integer> x = node.operands();
        List<Boolean> isMapped = x.stream().map(id -> mapped[id]).toList();
        ControlBatch.Batched batched = ControlBatch.of(b, op, batch, operands(node), isMapped, i -> lifted(x.get(i)));
        for (int i = 0; i < batched.results().size(); i++) {
            values[node.first() + i] = batched.results().get(i);
            mapped[node.first() + i] = batched.mapped().get(i);
        }
    }

    private List<Expr> operands(Node node) {
        return node.operands().stream().map(id -> values[id]).toList();
    }

    private List<Expr> lifted(Node node) {
        return node.operands().stream().map(this::lifted).toList();
    }

    /// The value with the batch as its first axis, repeated if it is the same for every sample.
    private Expr lifted(int id) {
        Expr x = values[id];
        List<Integer> axes = IntStream.rangeClosed(1, x.shape().rank()).boxed().toList();
        return mapped[id] ? x : x.broadcast(prepend(x.shape()), axes);
    }

    private Shape prepend(Shape shape) {
        return shape.prepend(batch);
    }

    private static List<Integer> prepend(List<Integer> axes) {
        List<Integer> all = new ArrayList<>(List.of(0));
        all.addAll(axes);
        return all;
    }

    private static List<Integer> shifted(List<Integer> axes) {
        return axes.stream().map(a -> a + 1).toList();
    }
}
