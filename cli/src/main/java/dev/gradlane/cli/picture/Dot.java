package dev.gradlane.cli.picture;

/// The circuit in Graphviz's language.
public final class Dot {
    private Dot() {}

    public static String draw(Circuit circuit) {
        StringBuilder dot = new StringBuilder("digraph circuit {\n  rankdir=LR\n  node [fontname=\"Helvetica\"]\n");
        for (int i = 0; i < circuit.vertices().size(); i++) {
            Circuit.Vertex vertex = circuit.vertices().get(i);
            String shape = switch (vertex.kind()) {
                case OPERATION -> "ellipse";
                case INPUT, CONSTANT, RESULT -> "plaintext";
            };
            String label = vertex.label().replace("\\", "\\\\").replace("\"", "\\\"");
            dot.append("  v" + i + " [shape=" + shape + ", label=\"" + label + "\"]\n");
        }
        for (Circuit.Edge edge : circuit.edges()) {
            String forward = edge.forward().map(v -> font("#c8102e", v)).orElse("");
            String gradient = edge.gradient().map(v -> font("#1746c8", v)).orElse("");
            String between = forward.isEmpty() || gradient.isEmpty() ? "" : "<br/>";
            String label = forward + between + gradient;
            dot.append("  v" + edge.from() + " -> v" + edge.to() + (label.isEmpty() ? "" : " [label=<" + label + ">]")
                    + "\n");
        }
        return dot.append("}\n").toString();
    }

    private static String font(String colour, String text) {
        return "<font color=\"" + colour + "\">" + Svg.escape(text) + "</font>";
    }
}
