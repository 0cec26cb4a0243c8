package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Cuts a joint graph of values and derivatives in two at the values that depend on a cotangent, or on a tangent.
final class Residuals {
    private Residuals() {}

    /// @param joint a graph made by [Vjp#of] or [Jvp#of] from one with `inputs` inputs and `outputs` outputs
    static Vjp.Split split(Graph joint, int inputs, int outputs) {
        boolean[] backward = new boolean[joint.valueCount()];
        for (int i = inputs; i < joint.inputs().size(); i++) {
            backward[joint.inputs().get(i).first()] = true;
        }
        for (Node node : joint.nodes()) {
            // what a checkpoint computes again belongs to the second half, even where it needs no cotangent
            boolean late =
                    node.op() instanceof Op.Barrier || node.operands().stream().anyMatch(id -> backward[id]);
            node.values().forEach(v -> backward[v] |= late);
        }
        List<Graph.Output> gradients =
                joint.outputs().subList(outputs, joint.outputs().size());
        Set<Integer> residuals = new LinkedHashSet<>();
        Graph needed = new Graph(joint.name(), joint.nodes(), gradients);
        boolean[] used = used(needed);
        for (Node node : joint.nodes()) {
            if (!node.results().isEmpty() && backward[node.first()] && used[node.first()]) {
                node.operands().forEach(id -> store(joint, id, backward, residuals));
            }
        }
        gradients.forEach(o -> store(joint, o.value(), backward, residuals));
        bindSymbols(joint, inputs, residuals, used);

        List<Graph.Output> forwardOutputs = new ArrayList<>(joint.outputs().subList(0, outputs));
        int next = 0;
        for (int value : residuals) {
            forwardOutputs.add(new Graph.Output("r" + next++, value));
        }
        Graph forward = withoutBars(Prune.of(new Graph(joint.name(), joint.nodes(), forwardOutputs)), inputs);
        return new Vjp.Split(forward, backwardGraph(joint, inputs, gradients, List.copyOf(residuals), backward, used));
    }

    /// A symbolic extent of the backward graph that neither a residual nor a cotangent has comes with an
    /// input of the joint graph that has it: the gradient of a sum only repeats a scalar, and must know how
    /// often.
    private static void bindSymbols(Graph joint, int inputs, Set<Integer> residuals, boolean[] used) {
        Set<Dim> bound = new LinkedHashSet<>();
        residuals.forEach(r -> bound.addAll(symbols(joint, r)));
        List<Node> all = joint.inputs();
        all.subList(inputs, all.size()).forEach(bar -> bound.addAll(symbols(joint, bar.first())));
        for (int value = 0; value < joint.valueCount(); value++) {
            Set<Dim> open = used[value] ? symbols(joint, value) : new LinkedHashSet<>();
            open.removeAll(bound);
            for (Dim symbol : open) {
                int holder = all.subList(0, inputs).stream()
                        .map(Node::first)
                        .filter(i -> symbols(joint, i).contains(symbol))
                        .findFirst()
                        .orElseThrow();
                residuals.add(holder);
                bound.addAll(symbols(joint, holder));
            }
        }
    }

    private static Set<Dim> symbols(Graph graph, int value) {
        Set<Dim> symbols = new LinkedHashSet<>(graph.type(value).shape().dims());
        symbols.removeIf(Dim.Fixed.class::isInstance);
        return symbols;
    }

    /// The value itself, or what it is a view of; nothing for a constant.
    private static void store(Graph joint, int value, boolean[] backward, Set<Integer> into) {
        if (backward[value]) {
            return;
        }
        Node node = joint.definition(value);
        if (isRecomputed(node.op())) {
            node.operands().forEach(id -> store(joint, id, backward, into));
        } else {
            into.add(value);
        }
    }

    private static boolean isRecomputed(Op op) {
        return op instanceof Op.Constant
                || op instanceof Op.Iota
                || op instanceof Op.Broadcast
                || op instanceof Op.Reshape
                || op instanceof Op.Permute;
    }

    private static boolean[] used(Graph graph) {
        boolean[] used = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> used[o.value()] = true);
        for (Node node : graph.nodes().reversed()) {
            if (node.values().stream().anyMatch(v -> used[v])) {
                node.operands().forEach(id -> used[id] = true);
                node.values().forEach(v -> used[v] = true);
            }
        }
        return used;
    }

    private static Graph withoutBars(Graph pruned, int inputs) {
        GraphBuilder b = new GraphBuilder(pruned.name());
        List<Expr> arguments = new ArrayList<>();
        for (Node node : pruned.inputs().subList(0, inputs)) {
            Op.Input input = (Op.Input) node.op();
            arguments.add(b.input(input.name(), input.type()));
        }
        emit(b, pruned, arguments);
        return b.build();
    }

    private static void emit(GraphBuilder b, Graph graph, List<Expr> inputs) {
        Expr[] values = new Expr[graph.valueCount()];
        int next = 0;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                if (next < inputs.size()) {
                    values[node.first()] = inputs.get(next++);
                }
                continue;
            }
            set(values, node, b.at(node.origin()).emit(node.op(), operands(values, node)));
        }
        graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
    }

    private static Graph backwardGraph(
            Graph joint,
            int inputs,
            List<Graph.Output> gradients,
            List<Integer> residuals,
            boolean[] backward,
            boolean[] used) {
        GraphBuilder b = new GraphBuilder(joint.name());
        Expr[] values = new Expr[joint.valueCount()];
        for (int i = 0; i < residuals.size(); i++) {
            values[residuals.get(i)] = b.input("r" + i, joint.type(residuals.get(i)));
        }
        for (Node node : joint.inputs().subList(inputs, joint.inputs().size())) {
            Op.Input input = (Op.Input) node.op();
            values[node.first()] = b.input(input.name(), input.type());
        }
        for (Node node : joint.nodes()) {
            boolean computable = used[node.first()]
                    && !(node.op() instanceof Op.Input)
                    && values[node.first()] == null
                    && (backward[node.first()] || isRecomputed(node.op()))
                    && node.operands().stream().allMatch(id -> values[id] != null);
            if (computable) {
                set(values, node, b.at(node.origin()).emit(node.op(), operands(values, node)));
            }
        }
        gradients.forEach(o -> b.output(o.name(), values[o.value()]));
        return Prune.of(b.build());
    }

    private static List<Expr> operands(Expr[] values, Node node) {
        return node.operands().stream().map(id -> values[id]).toList();
    }

    private static void set(Expr[] values, Node node, List<Expr> results) {
        for (int i = 0; i < results.size(); i++) {
            values[node.first() + i] = results.get(i);
        }
    }
}
