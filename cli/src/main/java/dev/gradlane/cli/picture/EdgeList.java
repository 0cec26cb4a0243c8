package dev.gradlane.cli.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The circuit as lines of text, one per edge, every digit shown.
public final class EdgeList {
    private EdgeList() {}

    /// @param red how to colour a forward value, `blue` a gradient
    public static String draw(Circuit circuit, UnaryOperator<String> red, UnaryOperator<String> blue) {
        List<String> names = names(circuit);
        List<String[]> lines = new ArrayList<>();
        boolean known = circuit.edges().stream().anyMatch(e -> e.forward().isPresent());
        lines.add(known ? new String[] {"edge", "forward", "gradient"} : new String[] {"edge", "", ""});
        for (Circuit.Edge edge : circuit.edges()) {
            lines.add(new String[] {
                names.get(edge.from()) + " → " + names.get(edge.to()),
                edge.forward().orElse(""),
                edge.gradient().orElse("")
            });
        }
        int[] widths = new int[3];
        for (String[] line : lines) {
            for (int i = 0; i < 3; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            String values = "  " + blanks(widths[1], line[1]) + red.apply(line[1]) + "  " + blanks(widths[2], line[2])
                    + blue.apply(line[2]);
            text.append((line[0] + blanks(widths[0], line[0]) + values).stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }

    private static String blanks(int width, String text) {
        return " ".repeat(width - text.length());
    }

    /// Labels, numbered where operations have the same.
    private static List<String> names(Circuit circuit) {
        Map<String, Integer> total = new HashMap<>();
        circuit.vertices().forEach(v -> total.merge(v.label(), 1, Integer::sum));
        Map<String, Integer> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (Circuit.Vertex vertex : circuit.vertices()) {
            boolean numbered = vertex.kind() == Circuit.Kind.OPERATION && total.get(vertex.label()) > 1;
            names.add(vertex.label() + (numbered ? "#" + seen.merge(vertex.label(), 1, Integer::sum) : ""));
        }
        return names;
    }
}
