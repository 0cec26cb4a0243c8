package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The results' file, `docs/accuracy.tsv`: a row per function, type and derivative, each replaced when it is measured
/// again.
public final class AccuracyTable {
    private final Map<String, AccuracyRow> rows = new TreeMap<>();

    /// What the file holds; nothing where it does not exist.
    ///
    /// @throws IllegalArgumentException if a line is no row
    public static AccuracyTable read(Path file) throws IOException {
        AccuracyTable table = new AccuracyTable();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#")) {
                    table.put(AccuracyRow.parse(line));
                }
            }
        }
        return table;
    }

    public void put(AccuracyRow row) {
        rows.put(row.key(), row);
    }

    public Optional<AccuracyRow> row(String name, DType dtype) {
        return Optional.ofNullable(rows.get(name + "\t" + dtype.symbol()));
    }

    public Collection<AccuracyRow> rows() {
        return rows.values();
    }

    /// Replaces the file in one step.
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(AccuracyRow.HEADER));
        rows.values().forEach(row -> lines.add(row.line()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
