package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gradlane.graph.DType;
import dev.gradlane.pass.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The committed results are about the functions as they are, and the page says what they say.
final class AccuracyTableTest {
    private static final Path FILE = Path.of("..", "docs", "accuracy.tsv");

    private static final String REMEDY = "; ./gradlane check --exhaustive NAME measures again";

    private static AccuracyTable committed() throws IOException {
        AccuracyTable table = AccuracyTable.read(FILE);
        assertFalse(table.rows().isEmpty(), "no results" + REMEDY);
        return table;
    }

    @Test
    void rowsAreAboutThePresentGraphs() throws IOException {
        List<String> stale = committed().rows().stream()
                .filter(row -> !row.graph().equals(graph(row)))
                .map(AccuracyRow::name)
                .toList();
        assertEquals(List.of(), stale, "the expansion is no longer the one that was measured" + REMEDY);
    }

    @Test
    void everyFunctionAndDerivativeHasItsRow() throws IOException {
        AccuracyTable table = committed();
        List<String> missing = Measurable.of(List.of()).stream()
                .filter(m -> table.row(m.name(), m.dtype()).isEmpty())
                .map(m -> m.name() + " " + m.dtype().symbol())
                .toList();
        assertEquals(List.of(), missing, "not measured yet" + REMEDY);
    }

    private static String graph(AccuracyRow row) {
        return Quantity.named(row.name())
                .map(quantity -> Digest.of(quantity.graph(row.dtype())))
                .orElse("no such function");
    }

    @Test
    void rowsKeepTheirPromises() throws IOException {
        List<String> broken = committed().rows().stream()
                .filter(row -> Promises.of(row.name(), row.dtype())
                        .map(promise -> !(row.ulps() <= promise))
                        .orElse(false))
                .map(AccuracyRow::line)
                .toList();
        assertEquals(List.of(), broken);
    }

    @Test
    void thePageSaysWhatTheFileSays() throws IOException {
        Path page = FILE.resolveSibling("accuracy.md");
        String expected = AccuracyPage.of(committed());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, expected);
        }
        assertEquals(expected, Files.readString(page), "-Dgolden.update=true writes the page again");
    }

    @Test
    void aRowSurvivesTheFile(@TempDir Path folder) throws IOException {
        AccuracyRow row = new AccuracyRow(
                "exp′",
                DType.F32,
                true,
                4294967292L,
                0.8763012345,
                "c1dac129",
                17972637,
                316318,
                Map.of("vector", 1024, "opencl:0", 16),
                "0123456789abcdef",
                "sha256:0");
        AccuracyTable table = new AccuracyTable();
        table.put(row);
        Path file = folder.resolve("accuracy.tsv");
        table.write(file);
        assertEquals(List.of(row), List.copyOf(AccuracyTable.read(file).rows()));
    }
}
