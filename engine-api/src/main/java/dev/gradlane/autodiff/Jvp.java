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
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Reduction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Forward mode: ẏ = Σᵢ (∂y/∂xᵢ)·ẋᵢ beside the primal computation. Contributions are added in ascending
/// order of operand; a tangent that is structurally zero is absent.
public final class Jvp {
    private final GraphBuilder b;
    private final Expr[] primals;
    private final List<Optional<Expr>> tangents;

    private Jvp(GraphBuilder b, Graph graph) {
        this.b = b;
        this.primals = new Expr[graph.valueCount()];
        this.tangents = new ArrayList<>(Collections.nCopies(graph.valueCount(), Optional.empty()));
    }

    /// @param wrt inputs that get a tangent; floats
    /// @return inputs: `graph`'s, then `t_<input>` per `wrt`; outputs: `graph`'s, then
    ///     `t_<output>` per float output
    public static Graph of(Graph graph, List<Integer> wrt) {
        return new Jvp(new GraphBuilder(graph.name() + ".jvp"), graph).run(graph, wrt);
    }

    /// A forward graph with residuals and a graph of the linear map; see [#split].
    public record Split(Graph forward, Graph push) {}

    /// [#of] in two parts: the forward graph returns `graph`'s outputs and residuals `r0`, …; the push graph takes
    /// the residuals, then the tangents, and is linear in these. What is a view or a constant is recomputed, not
    /// stored.
    public static Split split(Graph graph, List<Integer> wrt) {
        Vjp.Split parts = Residuals.split(
                of(graph, wrt), graph.inputs().size(), graph.outputs().size());
        return new Split(parts.forward(), parts.backward());
    }

    private Graph run(Graph graph, List<Integer> wrt) {
        List<Node> inputs = graph.inputs();
        for (Node node : inputs) {
            Op.Input input = (Op.Input) node.op();
            primals[node.first()] = b.at(node.origin()).input(input.name(), input.type());
        }
        InputNames names = new InputNames(graph);
        for (int index : wrt) {
            Op.Input input = (Op.Input) inputs.get(index).op();
            tangents.set(
                    inputs.get(index).first(), Optional.of(b.input(names.fresh("t_", input.name()), input.type())));
        }
        sweep(graph);
        graph.outputs().forEach(o -> b.output(o.name(), primals[o.value()]));
        for (Graph.Output output : graph.outputs()) {
            if (graph.type(output.value()).dtype().isFloat()) {
                b.output("t_" + output.name(), tangent(output.value()));
            }
        }
        return b.build();
    }

    private void sweep(Graph graph) {
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Op.Input)) {
                b.at(node.origin());
                push(node);
            }
        }
    }

    private void push(Node node) {
        List<Expr> x = node.operands().stream().map(id -> primals[id]).toList();
        boolean active =
                node.operands().stream().anyMatch(id -> tangents.get(id).isPresent());
        if (node.op() instanceof Op.Call(Graph body, CallRule rule)) {
            call(node, body, rule, x);
            return;
        }
        if (node.op() instanceof Op.Control control) {
            List<Optional<Expr>> moved =
                    node.operands().stream().map(tangents::get).toList();
            set(node, ControlTangents.push(b, control, x, moved));
            return;
        }
        List<Expr> results = b.emit(node.op(), x);
        for (int i = 0; i < results.size(); i++) {
            primals[node.first() + i] = results.get(i);
        }
        if (active && node.op() instanceof Op.Barrier) {
            for (int i = 0; i < results.size(); i++) {
                tangents.set(node.first() + i, tangents.get(node.operands().get(i)));
            }
        } else if (active && results.getFirst().dtype().isFloat()) {
            tangents.set(node.first(), tangentOf(node, x, results.getFirst()));
        }
    }

    private Optional<Expr> tangentOf(Node node, List<Expr> x, Expr y) {
        List<Integer> ids = node.operands();
        return switch (node.op()) {
            case Op.Map(Elementwise function) -> map(function, ids, x, y);
            case Op.Broadcast _, Op.Reshape _, Op.Permute _, Op.Slice _, Op.Reverse _, Op.CumSum _ ->
                Optional.of(b.emit(node.op(), tangent(ids.getFirst())).getFirst());
            case Op.Pad _, Op.Concatenate _ ->
                Optional.of(b.emit(node.op(), ids.stream().map(this::tangent).toList())
                        .getFirst());
            case Op.Reduce(Reduction kind, List<Integer> axes, Order _) ->
                Optional.of(reduce(kind, axes, x.getFirst(), y, tangent(ids.getFirst())));
            case Op.Dot(DotAxes axes, Order order) -> {
                Optional<Expr> left = tangents.get(ids.get(0)).map(t -> t.dot(x.get(1), axes, order));
                Optional<Expr> right =
                        tangents.get(ids.get(1)).map(t -> x.get(0).dot(t, axes, order));
                yield sum(left, right);
            }
            case Op.Cholesky() -> tangents.get(ids.getFirst()).map(t -> MatrixRules.choleskyTangent(y, t));
            case Op.TriangularSolve(boolean transposed) ->
                Optional.of(MatrixRules.solveTangent(
                        transposed, x.get(0), y, tangents.get(ids.get(0)), tangents.get(ids.get(1))));
            case Op.Sort(int axis) ->
                tangents.get(ids.getFirst()).map(t -> t.gatherAlong(primals[node.first() + 1], axis));
            case Op.Gather(int axis, int batch) ->
                tangents.get(ids.getFirst()).map(t -> t.gather(x.get(1), axis, batch));
            case Op.ScatterAdd(int axis, int batch) ->
                tangents.get(ids.get(2))
                        .map(t -> tangent(ids.getFirst()).scatterAdd(x.get(1), t, axis, batch))
                        .or(() -> tangents.get(ids.getFirst()));
            case Op.Input _, Op.Constant _, Op.Iota _, Op.Extent _, Op.Call _, Op.Barrier _, Op.Control _ ->
                throw new IllegalStateException(node.op() + " is not pushed here");
        };
    }

    private Optional<Expr> map(Elementwise function, List<Integer> ids, List<Expr> x, Expr y) {
        Optional<Expr> total = Optional.empty();
        for (int i = 0; i < ids.size(); i++) {
            Partial partial = function.partials().get(i);
            if (partial != Partial.ZERO) {
                total = sum(
                        total,
                        tangents.get(ids.get(i)).map(t -> partial.apply(x, y, t).convert(y.dtype())));
            }
        }
        return total;
    }

    private static Optional<Expr> sum(Optional<Expr> a, Optional<Expr> b) {
        return a.isPresent() && b.isPresent() ? Optional.of(a.get().add(b.get())) : a.or(() -> b);
    }

    private static Expr reduce(Reduction kind, List<Integer> axes, Expr x, Expr y, Expr dx) {
        return switch (kind) {
            case SUM -> dx.reduce(Reduction.SUM, axes);
            case PROD -> dx.mul(ReduceRules.productOfOthers(x, axes)).reduce(Reduction.SUM, axes);
            case MAX, MIN -> ReduceRules.extremumTangent(x, y, dx, axes);
            case ALL, ANY -> throw new IllegalStateException("a bool has no tangent");
        };
    }

    private void call(Node node, Graph body, CallRule rule, List<Expr> x) {
        switch (rule) {
            case CallRule.Derivative(Graph jvp, Graph _) -> {
                List<Expr> arguments = new ArrayList<>(x);
                node.operands().forEach(id -> arguments.add(tangent(id)));
                // the call stays: a derivative of this value takes the rule again
                List<Expr> results = b.emit(node.op(), x);
                List<Expr> pushed = b.inline(jvp, arguments);
                boolean active =
                        node.operands().stream().anyMatch(id -> tangents.get(id).isPresent());
                for (int i = 0; i < results.size(); i++) {
                    boolean moves = active && results.get(i).dtype().isFloat();
                    primals[node.first() + i] = results.get(i);
                    tangents.set(node.first() + i, moves ? Optional.of(pushed.get(i)) : Optional.empty());
                }
            }
            case CallRule.Inline _, CallRule.Checkpoint _ -> through(node, body, x);
        }
    }

    /// The body in place of the call: a result that no tangent reaches has none.
    private void through(Node node, Graph body, List<Expr> x) {
        set(
                node,
                through(b, body, x, node.operands().stream().map(tangents::get).toList()));
    }

    /// Results and their tangents, where there are any.
    record Pushed(List<Expr> primals, List<Optional<Expr>> tangents) {}

    /// Emits `body` of `x` with its tangents.
    static Pushed through(GraphBuilder b, Graph body, List<Expr> x, List<Optional<Expr>> dx) {
        Jvp inner = new Jvp(b, body);
        for (int i = 0; i < x.size(); i++) {
            int input = body.inputs().get(i).first();
            inner.primals[input] = x.get(i);
            inner.tangents.set(input, dx.get(i));
        }
        inner.sweep(body);
        List<Integer> outputs = body.outputs().stream().map(Graph.Output::value).toList();
        return new Pushed(
                outputs.stream().map(v -> inner.primals[v]).toList(),
                outputs.stream().map(inner.tangents::get).toList());
    }

    private void set(Node node, Pushed results) {
        for (int i = 0; i < results.primals.size(); i++) {
            primals[node.first() + i] = results.primals.get(i);
            tangents.set(node.first() + i, results.tangents.get(i));
        }
    }

    /// The tangent, or zeros where it is absent.
    private Expr tangent(int id) {
        return tangents.get(id).orElseGet(() -> primals[id].constant(0));
    }
}
