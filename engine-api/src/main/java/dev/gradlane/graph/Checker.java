package dev.gradlane.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Well-formedness of a graph: consecutive ids, operands defined before use, inputs first with distinct names, result
/// types as [Inference] derives them, symbols bound by an input. A message names the node, its neighbours and the
/// user's source line.
public final class Checker {
    private Checker() {}

    /// @throws GraphException for the first violation
    public static void check(Graph graph) {
        Set<String> inputNames = new HashSet<>();
        Set<String> symbols = new HashSet<>();
        boolean inputsEnded = false;
        int next = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            require(node.first() == next, graph, i, "its first value should be %" + next);
            for (int operand : node.operands()) {
                require(operand >= 0 && operand < next, graph, i, "operand %" + operand + " is not defined before it");
            }
            if (node.op() instanceof Op.Input(String name, TensorType type)) {
                require(!inputsEnded, graph, i, "inputs must come before every other node");
                require(inputNames.add(name), graph, i, "another input is named '" + name + "' too");
                symbolsOf(type, symbols);
            } else {
                inputsEnded = true;
            }
            checkTypes(graph, i, node, symbols);
            next += node.results().size();
        }
        for (Graph.Output output : graph.outputs()) {
            if (output.value() < 0 || output.value() >= next) {
                throw new GraphException("graph " + graph.name() + ": output '" + output.name() + "' names %"
                        + output.value() + ", which is not defined");
            }
        }
    }

    private static void checkTypes(Graph graph, int index, Node node, Set<String> symbols) {
        List<TensorType> inferred;
        try {
            inferred = Inference.infer(
                    node.op(), node.operands().stream().map(graph::type).toList());
        } catch (GraphException e) {
            throw new GraphException(describe(graph, index, e.getMessage()));
        }
        require(inferred.equals(node.results()), graph, index, "its results should be " + inferred);
        for (TensorType type : node.results()) {
            Set<String> used = new HashSet<>();
            symbolsOf(type, used);
            used.removeAll(symbols);
            require(used.isEmpty(), graph, index, "no input has the symbolic extent " + used);
        }
        if (node.op() instanceof Op.Scan scan && scan.length() instanceof Dim.Symbol(String name)) {
            require(symbols.contains(name), graph, index, "no input has the symbolic extent " + name);
        }
    }

    private static void symbolsOf(TensorType type, Set<String> into) {
        for (Dim dim : type.shape().dims()) {
            if (dim instanceof Dim.Symbol(String name)) {
                into.add(name);
            }
        }
    }

    private static void require(boolean condition, Graph graph, int index, String message) {
        if (!condition) {
            throw new GraphException(describe(graph, index, message));
        }
    }

    private static String describe(Graph graph, int index, String message) {
        StringBuilder text = new StringBuilder("graph " + graph.name() + ", node " + index + ": " + message);
        for (int i = Math.max(0, index - 2); i <= Math.min(graph.nodes().size() - 1, index + 2); i++) {
            Node node = graph.nodes().get(i);
            text.append(i == index ? "\n  > " : "\n    ")
                    .append(node.values().stream().map(v -> "%" + v).toList())
                    .append(" = ")
                    .append(node.op())
                    .append(" of ")
                    .append(node.operands().stream().map(v -> "%" + v).toList())
                    .append(node.origin().isKnown() ? "  at " + node.origin() : "");
        }
        return text.toString();
    }
}
