package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// An immutable typed SSA program: nodes in definition order, values numbered consecutively from 0, named outputs.
/// Built by [GraphBuilder]; a Graph always passes [Checker].
public final class Graph {
    private final String name;
    private final List<Node> nodes;
    private final List<Output> outputs;
    private final List<Node> definitions;

    /// A named result.
    public record Output(String name, int value) {}

    /// @throws GraphException if the list is not a well-formed graph
    public Graph(String name, List<Node> nodes, List<Output> outputs) {
        this.name = name;
        this.nodes = List.copyOf(nodes);
        this.outputs = List.copyOf(outputs);
        List<Node> definitions = new ArrayList<>();
        for (Node node : this.nodes) {
            for (int i = 0; i < node.results().size(); i++) {
                definitions.add(node);
            }
        }
        this.definitions = List.copyOf(definitions);
        Checker.check(this);
    }

    /// The name that is printed; it does not change what the graph means.
    public String name() {
        return name;
    }

    /// All nodes, in definition order, inputs first.
    public List<Node> nodes() {
        return nodes;
    }

    /// The results, in order.
    public List<Output> outputs() {
        return outputs;
    }

    /// Number of values; their ids are 0 to this − 1.
    public int valueCount() {
        return definitions.size();
    }

    /// The node that defines `value`.
    public Node definition(int value) {
        return definitions.get(value);
    }

    /// The type of a value by its number.
    public TensorType type(int value) {
        Node node = definition(value);
        return node.results().get(value - node.first());
    }

    /// A node and the graph or body that has it.
    public record Located(Graph graph, Node node) {}

    /// The node of this number: nodes count in the order of the text, those of a node's bodies behind it.
    public Located numbered(int number) {
        int next = 0;
        for (Node node : nodes) {
            int first = next++;
            if (first == number) {
                return new Located(this, node);
            }
            if (node.op() instanceof Op.Control control) {
                for (Graph body : control.bodies()) {
                    int size = body.size();
                    if (number < next + size) {
                        return body.numbered(number - next);
                    }
                    next += size;
                }
            }
        }
        throw new IndexOutOfBoundsException("graph " + name + " has no node of number " + number);
    }

    /// The number of each node, as [#numbered] counts, by its first value.
    ///
    /// @param first the number of the graph's first node in the graph that it is a body of
    public Map<Integer, Integer> numbers(int first) {
        Map<Integer, Integer> numbers = new HashMap<>();
        int next = first;
        for (Node node : nodes) {
            numbers.put(node.first(), next++);
            if (node.op() instanceof Op.Control control) {
                next += control.bodies().stream().mapToInt(Graph::size).sum();
            }
        }
        return numbers;
    }

    /// Number of nodes, those of bodies included.
    public int size() {
        int size = nodes.size();
        for (Node node : nodes) {
            if (node.op() instanceof Op.Control control) {
                size += control.bodies().stream().mapToInt(Graph::size).sum();
            }
        }
        return size;
    }

    /// The input nodes, in the order of the signature.
    public List<Node> inputs() {
        return nodes.stream().filter(n -> n.op() instanceof Op.Input).toList();
    }

    /// Types of the inputs, in order.
    public List<TensorType> inputTypes() {
        return inputs().stream().map(n -> n.results().getFirst()).toList();
    }

    /// Names of the inputs, in order.
    public List<String> inputNames() {
        return inputs().stream().map(n -> ((Op.Input) n.op()).name()).toList();
    }

    /// Types of the results, in order.
    public List<TensorType> outputTypes() {
        return outputs.stream().map(o -> type(o.value())).toList();
    }

    /// Names of the symbolic extents, in order of first appearance.
    public Set<String> symbols() {
        Set<String> symbols = new LinkedHashSet<>();
        for (Node node : nodes) {
            for (TensorType type : node.results()) {
                for (Dim dim : type.shape().dims()) {
                    if (dim instanceof Dim.Symbol(String symbol)) {
                        symbols.add(symbol);
                    }
                }
            }
        }
        return symbols;
    }

    /// The same graph under another name.
    public Graph withName(String other) {
        return new Graph(other, nodes, outputs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Graph g && g.name.equals(name) && g.nodes.equals(nodes) && g.outputs.equals(outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, nodes.size(), outputs);
    }

    @Override
    public String toString() {
        return "Graph " + name + " (" + nodes.size() + " nodes)";
    }
}
