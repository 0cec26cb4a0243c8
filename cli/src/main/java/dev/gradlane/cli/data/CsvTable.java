package dev.gradlane.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.gradlane.graph.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/// Comma-separated values (RFC 4180) with a header line, in UTF-8, plain or gzip. Empty lines are skipped;
/// blanks around a number are ignored.
final class CsvTable implements Table {
    private final Path file;
    private final boolean zipped;
    private final List<String> columns;

    private CsvTable(Path file, boolean zipped) {
        this.file = file;
        this.zipped = zipped;
        this.columns = header();
    }

    static CsvTable open(Path file, boolean zipped) {
        return new CsvTable(file, zipped);
    }

    private List<String> header() {
        try (CsvRows rows = new CsvRows(List.of(), List.of(), DType.F64)) {
            return rows.header.getFields().stream().map(String::strip).toList();
        }
    }

    @Override
    public String title() {
        return file.toString();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Rows read(List<String> numbers, List<String> texts, DType dtype) {
        return new CsvRows(indices(numbers), indices(texts), dtype);
    }

    private List<Integer> indices(List<String> names) {
        for (String name : names) {
            if (columns.indexOf(name) != columns.lastIndexOf(name)) {
                throw new DataException(file + " has more than one column named '" + name + "'");
            }
        }
        return names.stream().map(columns::indexOf).toList();
    }

    private Reader reader() throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream plain = zipped ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            // a decoder object, unlike a charset, reports malformed text instead of replacing it
            Reader text =
                    new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
            text.mark(1);
            if (text.read() != '\ufeff') {
                text.reset();
            }
            return text;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private final class CsvRows implements Rows {
        private final CsvReader<CsvRecord> reader;
        private final Iterator<CsvRecord> records;
        private final CsvRecord header;
        private final List<Integer> numbers;
        private final List<Integer> texts;
        private final DType dtype;
        private long row;

        CsvRows(List<Integer> numbers, List<Integer> texts, DType dtype) {
            this.numbers = numbers;
            this.texts = texts;
            this.dtype = dtype;
            this.reader = reading(() -> {
                try {
                    return CsvReader.builder()
                            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .ofCsvRecord(reader());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            this.records = reader.iterator();
            this.header = record().orElseThrow(() -> {
                close();
                return new DataException(file + " has no header line with column names");
            });
        }

        private Optional<CsvRecord> record() {
            return reading(() -> records.hasNext() ? Optional.of(records.next()) : Optional.empty());
        }

        @Override
        public Optional<Block> next(int max) {
            List<MemorySegment> elements = new ArrayList<>();
            List<List<String>> cells = new ArrayList<>();
            numbers.forEach(_ -> elements.add(Arena.ofAuto().allocate((long) max * dtype.bytes(), 64)));
            texts.forEach(_ -> cells.add(new ArrayList<>()));
            int count = 0;
            for (Optional<CsvRecord> record; count < max && (record = record()).isPresent(); count++) {
                row++;
                take(record.get(), count, elements, cells);
            }
            if (count == 0) {
                return Optional.empty();
            }
            long bytes = (long) count * dtype.bytes();
            return Optional.of(new Block(
                    count, elements.stream().map(e -> e.asSlice(0, bytes)).toList(), cells));
        }

        private void take(CsvRecord record, int index, List<MemorySegment> elements, List<List<String>> cells) {
            if (record.getFieldCount() != columns.size()) {
                throw new DataException(place(record) + " has " + record.getFieldCount()
                        + " cells, but the header names " + columns.size() + " columns");
            }
            for (int i = 0; i < elements.size(); i++) {
                Numbers.set(elements.get(i), index, dtype, number(record, numbers.get(i)));
            }
            for (int i = 0; i < cells.size(); i++) {
                cells.get(i).add(record.getField(texts.get(i)));
            }
        }

        private long number(CsvRecord record, int column) {
            String problem;
            try {
                long bits = Numbers.parse(record.getField(column).strip(), dtype);
                if (!Numbers.isNaN(bits, dtype)) {
                    return bits;
                }
                problem = "NaN is not a number: leave the row out or fill the cell in";
            } catch (NumberFormatException e) {
                problem = e.getMessage();
            }
            throw new DataException(place(record) + ", column '" + columns.get(column) + "': " + problem);
        }

        private String place(CsvRecord record) {
            return file + ", row " + row + " (line " + record.getStartingLineNumber() + ")";
        }

        private <T> T reading(Supplier<T> action) {
            try {
                return action.get();
            } catch (UncheckedIOException e) {
                throw new DataException(file + " cannot be read: " + Table.reason(e.getCause()), e);
            } catch (CsvParseException e) {
                String reason = e.getCause() instanceof IOException io ? Table.reason(io) : e.getMessage();
                throw new DataException(file + ", after row " + row + ": " + reason, e);
            }
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new DataException(file + " cannot be closed: " + Table.reason(e), e);
            }
        }
    }
}
