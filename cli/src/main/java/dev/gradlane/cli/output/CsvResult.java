package dev.gradlane.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.gradlane.cli.data.Block;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.Rows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A header and a line per row: kept columns, value, gradients, second derivatives. What is for all rows
/// stands in each; when everything is, there is one line.
public final class CsvResult {
    private CsvResult() {}

    public static void write(Results results, OutputStream out) {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
        List<String> header = new ArrayList<>(results.keep());
        header.addAll(results.layout().labels());
        csv.writeRecord(header);
        try (Kept kept = new Kept(results)) {
            List<String> line = new ArrayList<>();
            results.rows((row, bits) -> {
                line.clear();
                line.addAll(kept.next());
                for (long element : bits) {
                    line.add(Numbers.format(element, results.dtype()));
                }
                csv.writeRecord(line);
            });
        }
        try {
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The kept cells, row by row.
    static final class Kept implements AutoCloseable {
        private static final int ROWS = 4096;

        private final Rows rows;
        private final int columns;
        private List<List<String>> cells = List.of();
        private int next;

        Kept(Results results) {
            this.columns = results.keep().size();
            this.rows = results.table().read(List.of(), results.keep(), results.dtype());
        }

        List<String> next() {
            if (columns == 0) {
                return List.of();
            }
            if (cells.isEmpty() || next == cells.getFirst().size()) {
                cells = rows.next(ROWS).map(Block::texts).orElseThrow();
                next = 0;
            }
            int row = next++;
            return cells.stream().map(column -> column.get(row)).toList();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
