package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Builds one [Graph] node by node. Every emission infers types, applies the exact rewrites ([Rewrites]) and
/// numbers values (the same operation of the same operands is one node), so that a graph is in normal form from the
/// start. Mutable and confined to one thread; lives in one method.
public final class GraphBuilder {
    private final String name;
    private final boolean expanding;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> definitions = new ArrayList<>();
    private final Map<Key, Node> numbered = new HashMap<>();
    private final List<Graph.Output> outputs = new ArrayList<>();
    private Origin origin = Origin.NONE;

    private record Key(Op op, List<Integer> operands) {}

    private GraphBuilder(String name, boolean expanding) {
        this.name = name;
        this.expanding = expanding;
    }

    /// An empty graph; `name` is printed.
    public GraphBuilder(String name) {
        this(name, false);
    }

    /// A builder in which applying a [Composite] emits its expansion, recursively, instead of a node.
    public static GraphBuilder expanding(String name) {
        return new GraphBuilder(name, true);
    }

    /// Nodes emitted from now on come from `origin`.
    public GraphBuilder at(Origin origin) {
        this.origin = origin;
        return this;
    }

    /// The line of code to which new nodes are put down.
    public Origin origin() {
        return origin;
    }

    /// A new input; [#build] moves it before all other nodes.
    public Expr input(String inputName, TensorType type) {
        return only(emit(new Op.Input(inputName, type)));
    }

    /// `value`, rounded once to the type, at every position.
    public Expr constant(TensorType type, double value) {
        return constantBits(type, type.dtype().bitsOf(value));
    }

    /// A constant of equal elements, by their bits.
    public Expr constantBits(TensorType type, long bits) {
        return only(emit(new Op.Constant(type, new Literal.Splat(bits))));
    }

    /// A number per position, row-major, as bits.
    public Expr dense(TensorType type, long... bits) {
        return only(emit(new Op.Constant(type, new Literal.Dense(bits))));
    }

    /// `function` of operands of one shape.
    public Expr map(Elementwise function, Expr... x) {
        return map(function, Arrays.asList(x));
    }

    /// The function of operands of one shape.
    public Expr map(Elementwise function, List<Expr> x) {
        if (expanding && function instanceof Composite composite) {
            infer(new Op.Map(function), x);
            return composite.expand(x);
        }
        return only(emit(new Op.Map(function), x));
    }

    /// A node of any kind, and its results.
    public List<Expr> emit(Op op, Expr... operands) {
        return emit(op, Arrays.asList(operands));
    }

    /// Emits `op` in normal form and returns its results.
    ///
    /// @throws GraphException if the operation does not take these operands
    public List<Expr> emit(Op op, List<Expr> operands) {
        List<TensorType> results = infer(op, operands);
        if (op instanceof Op.Map(Composite _) && expanding) {
            return List.of(map(((Op.Map) op).function(), operands));
        }
        return Rewrites.simplify(op, operands).map(List::of).orElseGet(() -> number(op, operands, results));
    }

    private List<Expr> number(Op op, List<Expr> operands, List<TensorType> results) {
        List<Integer> ids = operands.stream().map(Expr::id).toList();
        boolean unique = op instanceof Op.Barrier || op instanceof Op.Input;
        Node node = unique ? append(op, ids, results) : numbered.get(new Key(op, ids));
        if (node == null) {
            node = append(op, ids, results);
            numbered.put(new Key(op, ids), node);
        }
        return node.values().stream().map(id -> new Expr(this, id)).toList();
    }

    private Node append(Op op, List<Integer> operands, List<TensorType> results) {
        Node node = new Node(definitions.size(), op, operands, results, origin);
        nodes.add(node);
        results.forEach(_ -> definitions.add(node));
        return node;
    }

    private List<TensorType> infer(Op op, List<Expr> operands) {
        for (Expr operand : operands) {
            if (operand.builder() != this) {
                throw new IllegalArgumentException("a value of graph " + operand.builder().name + " was used in graph "
                        + name + ": values belong to one graph");
            }
        }
        try {
            return Inference.infer(op, operands.stream().map(Expr::type).toList());
        } catch (GraphException e) {
            throw origin.isKnown() ? new GraphException(e.getMessage() + "\n  at " + origin) : e;
        }
    }

    /// Emits the nodes of `graph` with its inputs bound to `arguments`; returns its outputs.
    public List<Expr> inline(Graph graph, List<Expr> arguments) {
        Expr[] values = new Expr[graph.valueCount()];
        int input = 0;
        Origin caller = origin;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                values[node.first()] = arguments.get(input++);
            } else {
                at(node.origin().isKnown() ? node.origin() : caller);
                List<Expr> results = emit(
                        node.op(),
                        node.operands().stream().map(id -> values[id]).toList());
                for (int i = 0; i < results.size(); i++) {
                    values[node.first() + i] = results.get(i);
                }
            }
        }
        at(caller);
        return graph.outputs().stream().map(o -> values[o.value()]).toList();
    }

    /// Names a result; results are returned in this order.
    public GraphBuilder output(String outputName, Expr value) {
        outputs.add(new Graph.Output(outputName, value.id()));
        return this;
    }

    /// The graph; the builder is spent.
    public Graph build() {
        int inputs = 0;
        while (inputs < nodes.size() && nodes.get(inputs).op() instanceof Op.Input) {
            inputs++;
        }
        boolean late = nodes.stream().skip(inputs).anyMatch(n -> n.op() instanceof Op.Input);
        return late ? inputsFirst() : new Graph(name, nodes, outputs);
    }

    /// The graph with inputs that were declared late (captures of a nested trace) moved to the front.
    private Graph inputsFirst() {
        List<Node> ordered = new ArrayList<>();
        nodes.stream().filter(n -> n.op() instanceof Op.Input).forEach(ordered::add);
        nodes.stream().filter(n -> !(n.op() instanceof Op.Input)).forEach(ordered::add);
        Map<Integer, Integer> renamed = new HashMap<>();
        List<Node> renumbered = new ArrayList<>();
        for (Node node : ordered) {
            int first = renamed.size();
            for (int i = 0; i < node.results().size(); i++) {
                renamed.put(node.first() + i, first + i);
            }
            List<Integer> operands = node.operands().stream().map(renamed::get).toList();
            renumbered.add(new Node(first, node.op(), operands, node.results(), node.origin()));
        }
        return new Graph(
                name,
                renumbered,
                outputs.stream()
                        .map(o -> new Graph.Output(o.name(), renamed.get(o.value())))
                        .toList());
    }

    /// The node that defines `value` so far.
    Node definition(int value) {
        return definitions.get(value);
    }

    Expr value(int id) {
        return new Expr(this, id);
    }

    static Expr only(List<Expr> results) {
        return results.getFirst();
    }
}
