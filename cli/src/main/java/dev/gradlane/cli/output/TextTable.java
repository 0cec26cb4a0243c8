package dev.gradlane.cli.output;

import dev.gradlane.cli.data.Numbers;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// For people: what was computed, then a line per result if there is one row, else aligned columns of the
/// first rows.
public final class TextTable {
    private static final int SHOWN = 20;
    private static final int WIDTH = 60;

    private TextTable() {}

    public static void write(Results results, OutputStream out) {
        var text = new PrintStream(out, false, StandardCharsets.UTF_8);
        Layout layout = results.layout();
        String rows = results.batch() == 1 ? "1 sample" : results.batch() + " samples";
        text.println(oneLine(layout.function()) + "   (" + layout.dtype().symbol() + " on " + layout.device() + ", "
                + rows + ")");
        List<List<String>> lines = lines(results);
        if (lines.size() == 2) {
            align(transpose(lines)).forEach(text::println);
        } else {
            align(lines).forEach(text::println);
        }
        if (results.hasRows() && results.batch() > SHOWN) {
            text.println("… " + (results.batch() - SHOWN) + " more rows: --format csv shows all");
        }
        text.println("digest " + results.digest());
        text.flush();
    }

    private static String oneLine(String function) {
        String line = function.strip().replaceAll("\\s+", " ");
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    /// A header and the rows to show.
    private static List<List<String>> lines(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(results.keep());
        header.addAll(results.layout().labels());
        lines.add(header);
        try (CsvResult.Kept kept = new CsvResult.Kept(results)) {
            results.rows((row, bits) -> {
                if (row < SHOWN) {
                    List<String> line = new ArrayList<>(kept.next());
                    for (long element : bits) {
                        line.add(Numbers.format(element, results.dtype()));
                    }
                    lines.add(line);
                }
            });
        }
        return lines;
    }

    private static List<List<String>> transpose(List<List<String>> lines) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < lines.getFirst().size(); i++) {
            int column = i;
            columns.add(lines.stream().map(line -> line.get(column)).toList());
        }
        return columns;
    }

    /// Pads cells to the width of their column: the first to the right, the others, numbers, to the left.
    public static List<String> align(List<List<String>> lines) {
        List<String> aligned = new ArrayList<>();
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - line.get(i).length());
                text.append(i == 0 ? line.get(i) + blanks : "  " + blanks + line.get(i));
            }
            aligned.add(text.toString().stripTrailing());
        }
        return aligned;
    }
}
