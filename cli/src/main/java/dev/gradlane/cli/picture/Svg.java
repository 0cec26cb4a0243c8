package dev.gradlane.cli.picture;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/// The circuit as an SVG drawing: forward values red above the edges, gradients blue below.
public final class Svg {
    private static final double COLUMN = 132;
    private static final double MARGIN = 44;
    private static final double RADIUS = 19;
    private static final double PARALLEL = 58;
    private static final int LONGEST = 7;

    private final Circuit circuit;
    private final Placement placement;
    private final StringBuilder svg = new StringBuilder();

    private Svg(Circuit circuit) {
        this.circuit = circuit;
        this.placement = new Placement(circuit);
    }

    public static String draw(Circuit circuit) {
        return new Svg(circuit).run();
    }

    private String run() {
        line("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$.0f" viewBox="0 0 %1$.0f %2$.0f">
                <style>
                text { font: 14px Helvetica, Arial, sans-serif; text-anchor: middle; fill: #222 }
                .edge { fill: none; stroke: #8a8a8a; stroke-width: 1.4 }
                .shape { fill: #f6f6f6; stroke: #444; stroke-width: 1.4 }
                .forward, .gradient { font-size: 12px; paint-order: stroke; stroke: #fff; stroke-width: 3px }
                .forward { fill: #c8102e } .gradient { fill: #1746c8 }
                .constant { fill: #777 }
                </style>
                <rect width="100%%" height="100%%" fill="#fff"/>""", 2 * MARGIN + COLUMN * Math.max(1, placement.layers() - 1), 2 * MARGIN + placement.height());
        for (int edge = 0; edge < circuit.edges().size(); edge++) {
            curve(placement.path(edge), bulge(edge));
        }
        for (int vertex = 0; vertex < circuit.vertices().size(); vertex++) {
            vertex(vertex);
        }
        for (int edge = 0; edge < circuit.edges().size(); edge++) {
            labels(circuit.edges().get(edge), placement.path(edge), bulge(edge));
        }
        return svg.append("</svg>\n").toString();
    }

    /// How far an edge swerves: edges between the same two vertices would lie on each other.
    private double bulge(int edge) {
        Circuit.Edge own = circuit.edges().get(edge);
        int before = 0;
        int all = 0;
        for (int i = 0; i < circuit.edges().size(); i++) {
            Circuit.Edge other = circuit.edges().get(i);
            boolean parallel = other.from() == own.from() && other.to() == own.to();
            before += parallel && i < edge ? 1 : 0;
            all += parallel ? 1 : 0;
        }
        return (before - (all - 1) / 2.0) * PARALLEL;
    }

    private void curve(List<Integer> path, double bulge) {
        StringBuilder d = new StringBuilder(format("M%.1f %.1f", x(path.getFirst()), y(path.getFirst())));
        for (int i = 1; i < path.size(); i++) {
            int from = path.get(i - 1);
            int to = path.get(i);
            double middle = (x(from) + x(to)) / 2;
            d.append(format(
                    " C%.1f %.1f %.1f %.1f %.1f %.1f", middle, y(from) + bulge, middle, y(to) + bulge, x(to), y(to)));
        }
        line("<path class=\"edge\" d=\"%s\"/>", d);
    }

    private void vertex(int index) {
        Circuit.Vertex vertex = circuit.vertices().get(index);
        double x = x(index);
        double y = y(index);
        String label = escape(vertex.label());
        double half = Math.max(RADIUS, 5 + 4.2 * vertex.label().length());
        switch (vertex.kind()) {
            case OPERATION ->
                line(
                        "<rect class=\"shape\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\"/>",
                        x - half, y - RADIUS, 2 * half, 2 * RADIUS, RADIUS);
            case INPUT, CONSTANT, RESULT ->
                line(
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"22\" fill=\"#fff\"/>",
                        x - half + 4, y - 11, 2 * half - 8);
        }
        String style = vertex.kind() == Circuit.Kind.CONSTANT ? " class=\"constant\"" : "";
        line("<text%s x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y + 5, label);
    }

    /// On the last part of the edge, where edges from one value have parted, and before its middle, where
    /// edges to one vertex have not met yet.
    private void labels(Circuit.Edge edge, List<Integer> path, double bulge) {
        int from = path.get(path.size() - 2);
        int to = path.getLast();
        double t = 0.36;
        double x = x(from) + (x(to) - x(from)) * (1.5 * t * (1 - t) + t * t * t);
        double y = y(from) + (y(to) - y(from)) * t * t * (3 - 2 * t) + bulge * 3 * t * (1 - t);
        edge.forward()
                .ifPresent(v -> line(
                        "<text class=\"forward\" x=\"%.1f\" y=\"%.1f\">%s</text>", x, y - 6, escape(shortened(v))));
        edge.gradient()
                .ifPresent(v -> line(
                        "<text class=\"gradient\" x=\"%.1f\" y=\"%.1f\">%s</text>", x, y + 15, escape(shortened(v))));
    }

    /// A number that fits beside an edge: four significant digits.
    static String shortened(String number) {
        if (number.length() <= LONGEST || !number.matches("[-+.0-9eE]+")) {
            return number;
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(4));
        String plain = rounded.stripTrailingZeros().toPlainString();
        return plain.length() <= LONGEST + 1 ? plain : format("%.3e", rounded);
    }

    private double x(int place) {
        return MARGIN + COLUMN * placement.layer(place);
    }

    private double y(int place) {
        return MARGIN + placement.y(place);
    }

    private void line(String format, Object... arguments) {
        svg.append(format(format, arguments)).append('\n');
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
