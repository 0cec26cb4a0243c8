package dev.gradlane.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is ever half-written.
class AtomicFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replacesTheOldFile() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.write(file, sink -> sink.write("old".getBytes()));
        AtomicFile.write(file, sink -> sink.write("new".getBytes()));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        var e = assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, sink -> {
                    sink.write(new byte[1 << 20]);
                    assertEquals("old", Files.readString(file));
                    assertEquals(2, names().size());
                    throw new IOException("planted");
                }));
        assertEquals("planted", e.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aLinkKeepsPointingAtTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFile.write(link, sink -> sink.write('n'));
        assertEquals("n", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void aFolderIsNotReplaced() throws IOException {
        assertThrows(IOException.class, () -> AtomicFile.write(folder, sink -> sink.write('n')));
        assertEquals(List.of(), names());
    }
}
