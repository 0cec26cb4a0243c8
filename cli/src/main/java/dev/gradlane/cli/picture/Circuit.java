package dev.gradlane.cli.picture;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a picture shows. Vertices are numbered by their place in the list; an edge goes from an earlier to
/// a later one.
public record Circuit(List<Vertex> vertices, List<Edge> edges) {
    public Circuit {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
    }

    /// What a vertex stands for.
    public enum Kind {
        INPUT,
        CONSTANT,
        OPERATION,
        RESULT
    }

    public record Vertex(Kind kind, String label) {}

    /// The use of a value.
    ///
    /// @param forward the value, if it is known
    /// @param gradient the derivative of the result by the value in this use alone, if it has one
    public record Edge(int from, int to, Optional<String> forward, Optional<String> gradient) {}

    /// @param values what flows, empty if no point was given
    public static Circuit of(Graph graph, Optional<EdgeValues> values) {
        List<Vertex> vertices = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        int[] vertexOf = new int[graph.valueCount()];
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Op.Constant)) {
                List<Integer> from = new ArrayList<>();
                for (int operand : node.operands()) {
                    Node definition = graph.definition(operand);
                    // each use has its own constant: long edges from a shared one would be in the way
                    if (definition.op() instanceof Op.Constant constant) {
                        vertices.add(new Vertex(Kind.CONSTANT, label(constant)));
                        from.add(vertices.size() - 1);
                    } else {
                        from.add(vertexOf[operand]);
                    }
                }
                node.values().forEach(v -> vertexOf[v] = vertices.size());
                vertices.add(vertex(node));
                for (int i = 0; i < from.size(); i++) {
                    int operand = i;
                    edges.add(new Edge(
                            from.get(i),
                            vertices.size() - 1,
                            values.map(v -> v.forward(node.operands().get(operand))),
                            values.flatMap(v -> v.gradient(node, operand))));
                }
            }
        }
        for (Graph.Output output : graph.outputs()) {
            int from = vertexOf[output.value()];
            if (graph.definition(output.value()).op() instanceof Op.Constant constant) {
                from = vertices.size();
                vertices.add(new Vertex(Kind.CONSTANT, label(constant)));
            }
            vertices.add(new Vertex(Kind.RESULT, graph.name()));
            edges.add(new Edge(
                    from, vertices.size() - 1, values.map(v -> v.forward(output.value())), values.map(_ -> "1.0")));
        }
        return new Circuit(vertices, edges);
    }

    private static Vertex vertex(Node node) {
        return node.op() instanceof Op.Input(String name, TensorType _)
                ? new Vertex(Kind.INPUT, name)
                : new Vertex(Kind.OPERATION, label(node.op()));
    }

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("add", "+"),
            Map.entry("sub", "−"),
            Map.entry("mul", "×"),
            Map.entry("div", "÷"),
            Map.entry("lt", "<"),
            Map.entry("le", "≤"),
            Map.entry("gt", ">"),
            Map.entry("ge", "≥"),
            Map.entry("eq", "="),
            Map.entry("ne", "≠"));

    private static String label(Op op) {
        return switch (op) {
            case Op.Input(String name, TensorType _) -> name;
            case Op.Constant(TensorType type, Literal literal) -> constant(type.dtype(), literal);
            case Op.Map(Elementwise function) -> SIGNS.getOrDefault(function.symbol(), function.symbol());
            case Op.Reduce reduce -> reduce.kind().symbol();
            case Op.Extent _ -> "count";
            case Op.Dot _ -> "dot";
            case Op.Broadcast _ -> "repeat";
            case Op.Reshape _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> op.symbol();
        };
    }

    private static String constant(DType dtype, Literal literal) {
        return switch (literal) {
            case Literal.Splat(long bits) -> EdgeValues.text(bits, dtype);
            case Literal.Dense dense -> dense.size() + " numbers";
        };
    }
}
