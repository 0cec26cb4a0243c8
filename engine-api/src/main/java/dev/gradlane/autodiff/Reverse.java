package dev.gradlane.autodiff;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// One reverse sweep over a graph: emits its forward computation, then the cotangents from last node to
/// first.
final class Reverse {
    private final GraphBuilder b;
    private final Graph graph;
    private final boolean[] active;
    private final Expr[] primals;
    /// Where a value's cotangents are added up: itself, except for an input that a call binds to the same
    /// value as an earlier one.
    private final int[] home;
    private final List<Optional<Expr>> cotangents;
    /// Of each scan that is differentiated the states before its steps, stacked.
    private final Map<Node, List<Expr>> states = new HashMap<>();
    /// Each while loop that is differentiated, as a loop of its bound.
    private final Map<Node, Reverse> bounded = new HashMap<>();

    Reverse(GraphBuilder b, Graph graph, List<Integer> wrt) {
        this.b = b;
        this.graph = graph;
        this.active = Activity.of(graph, wrt);
        this.primals = new Expr[graph.valueCount()];
        this.home = IntStream.range(0, graph.valueCount()).toArray();
        this.cotangents = new ArrayList<>(Collections.nCopies(graph.valueCount(), Optional.empty()));
    }

    /// Emits the primal computation; returns the outputs.
    List<Expr> forward(List<Expr> inputs) {
        int next = 0;
        for (Node node : graph.nodes()) {
            b.at(node.origin());
            List<Expr> x = operands(node);
            List<Expr> results = switch (node.op()) {
                case Op.Input _ -> List.of(inputs.get(next++));
                // a call with a rule of its own stays: a derivative of its value takes the rule again
                case Op.Call(Graph body, CallRule rule)
                when !(rule instanceof CallRule.Derivative) -> b.inline(body, x);
                case Op.Scan scan
                when isActive(node) -> {
                    ControlCotangents.Stored stored = ControlCotangents.store(b, scan, x);
                    states.put(node, stored.states());
                    yield stored.results();
                }
                case Op.While loop
                when isActive(node) && loop.bound() > 0 -> {
                    Graph body = BoundedLoop.of(loop, x);
                    Reverse inner = new Reverse(b, body, wanted(node));
                    bounded.put(node, inner);
                    yield inner.forward(x);
                }
                case Op other -> b.emit(other, x);
            };
            for (int i = 0; i < results.size(); i++) {
                primals[node.first() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(o -> primals[o.value()]).toList();
    }

    void seed(int value, Expr ybar) {
        accumulate(value, ybar);
    }

    Optional<Expr> cotangent(int value) {
        return cotangents.get(value);
    }

    void sweep() {
        for (Node node : graph.nodes().reversed()) {
            boolean reached =
                    node.values().stream().anyMatch(v -> cotangents.get(v).isPresent());
            boolean wanted = node.operands().stream().anyMatch(id -> active[id]);
            if (reached && wanted) {
                b.at(node.origin());
                pull(node);
            }
        }
    }

    private void accumulate(int value, Expr contribution) {
        if (active[value]) {
            Optional<Expr> sum = cotangents.get(home[value]).map(s -> Masked.sum(s, contribution));
            cotangents.set(home[value], Optional.of(sum.orElse(contribution)));
        }
    }

    private void pull(Node node) {
        switch (node.op()) {
            case Op.Call(Graph body, CallRule rule) -> call(node, body, rule);
            case Op.Barrier() -> {
                for (int i = node.operands().size() - 1; i >= 0; i--) {
                    int operand = node.operands().get(i);
                    cotangents.get(node.first() + i).ifPresent(bar -> accumulate(operand, bar));
                }
            }
            case Op.Control control -> control(node, control);
            case Op other -> {
                Expr ybar = cotangents.get(node.first()).orElseThrow();
                for (int i = node.operands().size() - 1; i >= 0; i--) {
                    int operand = node.operands().get(i);
                    if (active[operand] && !Activity.isStructuralZero(other, i)) {
                        accumulate(operand, contribution(node, i, ybar));
                    }
                }
            }
        }
    }

    private Expr contribution(Node node, int i, Expr ybar) {
        List<Expr> x = operands(node);
        Expr y = primals[node.first()];
        Expr operand = x.get(i);
        return switch (node.op()) {
            case Op.Map(Elementwise function) -> {
                Masked bar = Masked.of(ybar);
                Expr acted = function.partials().get(i).apply(x, y, bar.value());
                yield bar.around(acted.convert(operand.dtype()));
            }
            case Op.Broadcast(var _, List<Integer> axes) -> Transpose.broadcast(axes, ybar);
            case Op.Reshape _ -> ybar.reshape(operand.shape());
            case Op.Permute(List<Integer> axes) -> Transpose.permute(axes, ybar);
            case Op.Slice slice -> Transpose.slice(slice, operand.shape(), ybar);
            case Op.Pad pad ->
                i == 0 ? Transpose.padOperand(pad, operand.shape(), ybar) : Transpose.padFiller(pad, x.get(0), ybar);
            case Op.Concatenate(int axis) ->
                Transpose.concatenate(axis, x.stream().map(Expr::shape).toList(), i, ybar);
            case Op.Reduce(Reduction kind, List<Integer> axes, Order _) -> reduce(kind, axes, operand, y, ybar);
            case Op.Dot(DotAxes axes, Order _) ->
                i == 0
                        ? Transpose.dotLeft(axes, x.get(0), x.get(1), ybar)
                        : Transpose.dotRight(axes, x.get(0), x.get(1), ybar);
            case Op.Reverse(int axis) -> ybar.reverse(axis);
            case Op.CumSum(int axis, boolean reverse) -> ybar.cumSum(axis, !reverse);
            case Op.Cholesky() -> MatrixRules.choleskyCotangent(y, ybar);
            case Op.TriangularSolve(boolean transposed) -> {
                Expr bbar = x.get(0).triangularSolve(ybar, !transposed);
                yield i == 1 ? bbar : MatrixRules.solverCotangent(transposed, y, bbar);
            }
            case Op.Sort(int axis) -> operand.constant(-0.0).scatterAddAlong(primals[node.first() + 1], ybar, axis);
            case Op.Gather(int axis, int batch) -> Transpose.gather(axis, batch, operand, x.get(1), ybar);
            case Op.ScatterAdd(int axis, int batch) -> i == 0 ? ybar : ybar.gather(x.get(1), axis, batch);
            case Op.Input _, Op.Constant _, Op.Iota _, Op.Extent _, Op.Call _, Op.Barrier _, Op.Control _ ->
                throw new IllegalStateException(node.op() + " has no cotangent to pull here");
        };
    }

    private static Expr reduce(Reduction kind, List<Integer> axes, Expr x, Expr y, Expr ybar) {
        return switch (kind) {
            case SUM -> ReduceRules.along(ybar, x.shape(), axes);
            case PROD -> ReduceRules.along(ybar, x.shape(), axes).mul(ReduceRules.productOfOthers(x, axes));
            case MAX, MIN -> ReduceRules.extremumCotangent(x, y, ybar, axes);
            case ALL, ANY -> throw new IllegalStateException("a bool has no cotangent");
        };
    }

    /// A call's own rule, or reverse mode through its body: for a checkpoint the body is computed again
    /// from its operands behind a barrier, which keeps value numbering from finding the first computation.
    private void call(Node node, Graph body, CallRule rule) {
        List<Expr> x = operands(node);
        switch (rule) {
            case CallRule.Derivative(Graph _, Graph vjp) -> {
                List<Expr> arguments = new ArrayList<>(x);
                for (int value : node.values()) {
                    arguments.add(cotangents.get(value).orElseGet(() -> primals[value].constant(0)));
                }
                List<Expr> results = b.inline(vjp, arguments);
                for (int i = x.size() - 1; i >= 0; i--) {
                    accumulate(node.operands().get(i), results.get(i));
                }
            }
            case CallRule.Checkpoint() -> through(node, body, Checkpoints.barred(x));
            case CallRule.Inline() -> through(node, body, x);
        }
    }

    private void control(Node node, Op.Control op) {
        if (bounded.containsKey(node)) {
            through(node, bounded.get(node));
            return;
        }
        List<Expr> x = operands(node);
        List<Optional<Expr>> bars = node.values().stream().map(cotangents::get).toList();
        List<Optional<Expr>> pulled = switch (op) {
            case Op.Scan scan -> ControlCotangents.scan(b, scan, x, states.get(node), bars, wanted(node));
            case Op.Cond cond -> ControlCotangents.cond(b, cond, x, bars, wanted(node));
            case Op.While loop -> BoundedLoop.pull(b, loop, x, bars);
        };
        for (int i = pulled.size() - 1; i >= 0; i--) {
            int operand = node.operands().get(i);
            pulled.get(i).ifPresent(bar -> accumulate(operand, bar));
        }
    }

    private boolean isActive(Node node) {
        return node.values().stream().anyMatch(v -> active[v]);
    }

    /// Positions of the operands that are active.
    private List<Integer> wanted(Node node) {
        return IntStream.range(0, node.operands().size())
                .filter(i -> active[node.operands().get(i)])
                .boxed()
                .toList();
    }

    private void through(Node node, Graph body, List<Expr> x) {
        Reverse inner = new Reverse(b, body, wanted(node));
        inner.forward(x);
        through(node, inner);
    }

    /// A sweep over a body that goes on adding to the cotangents that the operands have so far: the order
    /// of additions, and so every bit, is that of the body written in place of the node.
    private void through(Node node, Reverse inner) {
        Graph body = inner.graph;
        List<Integer> wanted = wanted(node);
        List<Node> inputs = body.inputs();
        for (int i : wanted) {
            int operand = node.operands().get(i);
            int first = node.operands().indexOf(operand);
            if (first == i) {
                inner.cotangents.set(inputs.get(i).first(), cotangents.get(operand));
            } else {
                inner.home[inputs.get(i).first()] = inputs.get(first).first();
            }
        }
        for (int k = body.outputs().size() - 1; k >= 0; k--) {
            int output = body.outputs().get(k).value();
            cotangents.get(node.first() + k).ifPresent(bar -> inner.accumulate(output, bar));
        }
        inner.sweep();
        for (int i : wanted) {
            int operand = node.operands().get(i);
            if (node.operands().indexOf(operand) == i) {
                cotangents.set(operand, inner.cotangents.get(inputs.get(i).first()));
            }
        }
    }

    private List<Expr> operands(Node node) {
        return node.operands().stream().map(id -> primals[id]).toList();
    }
}
