package dev.gradlane.examples;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.gradlane.Tensor;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Columns of a CSV file with a header as f64 tensors.
public final class Csv {
    private Csv() {}

    /// The columns named like the components of `spec`, a record of scalars, as a record of vectors.
    ///
    /// @throws IOException if the file cannot be read, lacks a column, or has a cell that is no number: the message
    ///     names file, line and column
    public static <T extends Record> T read(Path file, T spec) throws IOException {
        List<String> names = Arrays.stream(spec.getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        try (Reader reader = Files.newBufferedReader(file)) {
            Map<String, double[]> columns = columns(reader, file.toString(), names);
            Object[] tensors =
                    names.stream().map(name -> Tensor.of(columns.get(name))).toArray();
            Class<?>[] types = names.stream().map(_ -> Tensor.class).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            T table = (T) spec.getClass().getDeclaredConstructor(types).newInstance(tensors);
            return table;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(spec.getClass() + " should be a public record of tensors", e);
        }
    }

    /// The named columns; all of them when `names` is empty.
    static SequencedMap<String, double[]> columns(Reader reader, String file, List<String> names) throws IOException {
        SequencedMap<String, double[]> columns = new LinkedHashMap<>();
        int rows = 0;
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(reader)) {
            for (NamedCsvRecord row : csv) {
                for (String name : names.isEmpty() ? row.getHeader() : names) {
                    double[] column = columns.computeIfAbsent(name, _ -> new double[1024]);
                    if (rows == column.length) {
                        column = Arrays.copyOf(column, rows * 2);
                        columns.put(name, column);
                    }
                    column[rows] = number(row, name, file);
                }
                rows++;
            }
        }
        int count = rows;
        columns.replaceAll((_, column) -> Arrays.copyOf(column, count));
        if (count == 0) {
            throw new IOException(file + " has no rows");
        }
        return columns;
    }

    private static double number(NamedCsvRecord row, String name, String file) throws IOException {
        String where = file + ", line " + row.getStartingLineNumber() + ", column '" + name + "'";
        String cell = row.findField(name).orElseThrow(() -> new IOException(where + ": no such cell"));
        try {
            return Double.parseDouble(cell.strip());
        } catch (NumberFormatException e) {
            throw new IOException(where + ": '" + cell + "' is not a number", e);
        }
    }
}
