package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Named columns of equal length.
public interface Table {
    /// What messages call it.
    String title();

    List<String> columns();

    /// Opens a reading of the columns named, all of which exist.
    ///
    /// @param numbers columns to read as elements of `dtype`
    /// @param texts columns to read as they stand in the file
    Rows read(List<String> numbers, List<String> texts, DType dtype);

    /// The table in a file; what kind of file it is, its first bytes tell.
    ///
    /// @throws DataException if the file is missing, empty or of no known kind
    static Table open(Path file) {
        byte[] start = new byte[6];
        try (InputStream in = Files.newInputStream(file)) {
            start = Arrays.copyOf(start, in.readNBytes(start, 0, start.length));
        } catch (NoSuchFileException e) {
            throw new DataException(file + " does not exist", e);
        } catch (IOException e) {
            throw new DataException(file + " cannot be read: " + reason(e), e);
        }
        if (start.length == 0) {
            throw new DataException(file + " is empty: a header with column names and rows of numbers are needed");
        }
        if (startsWith(start, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
            return NpyTable.open(file);
        }
        return startsWith(start, 'P', 'K') ? NpzTable.open(file) : CsvTable.open(file, startsWith(start, 0x1f, 0x8b));
    }

    private static boolean startsWith(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= start.length || (start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /// The cause in words, for exceptions whose message is but a path.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.io.EOFException _ -> "it ends too early";
            case java.nio.charset.CharacterCodingException _ -> "its text is not UTF-8";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
