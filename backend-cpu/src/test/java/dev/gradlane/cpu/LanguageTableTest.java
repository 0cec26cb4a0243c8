package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.conformance.LanguageTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The README's table of the language is what the conformance list computes; `-Dgolden.update=true` writes it anew.
class LanguageTableTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- language table: generated, see LanguageTableTest -->\n";
    private static final String END = "<!-- end of the language table -->";

    @Test
    void theReadmeHasTheTableOfToday() throws IOException {
        try (var device = new CpuBackend().open("cpu")) {
            String table = LanguageTable.of(device);
            String text = Files.readString(README);
            int from = text.indexOf(BEGIN) + BEGIN.length();
            int to = text.indexOf(END);
            assertTrue(from >= BEGIN.length() && to >= from, "the README has no markers of the table");
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(README, text.substring(0, from) + table + text.substring(to));
                text = Files.readString(README);
                to = text.indexOf(END);
            }
            assertEquals(table, text.substring(from, to), "run LanguageTableTest with -Dgolden.update=true");
        }
    }

    @Test
    void everyKindIsInTheTable() {
        try (var device = new CpuBackend().open("cpu")) {
            assertEquals(Set.of(), LanguageTable.missing(LanguageTable.kinds(), device));
        }
    }
}
