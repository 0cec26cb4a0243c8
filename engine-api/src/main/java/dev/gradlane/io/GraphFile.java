package dev.gradlane.io;

import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Digest;
import dev.gradlane.text.GraphText;
import dev.gradlane.text.TextException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A graph in a file: one line with the version of the format and of the numerics contract, then the text of
/// [GraphText], UTF-8.
///
/// ```text
/// ; gradlane graph 1, numerics 1
/// graph product {
///   %0:f64[] = input x
///   …
/// ```
/// The first line is a comment of that text. A file of another numerics version is refused: its graph may be legal,
/// but its results would have other bits than those it was saved with. Limits on length, nodes, nesting and axes
/// are those of [GraphText].
public final class GraphFile {
    private static final int FORMAT = 1;
    private static final Pattern FIRST_LINE = Pattern.compile("; gradlane graph ([0-9]{1,9}), numerics ([0-9]{1,9})");

    private GraphFile() {}

    /// Writes `graph`; an existing file is replaced.
    ///
    /// @throws IOException if the file cannot be written, or the graph is too large to be read again; then nothing
    /// has
    ///     changed
    public static void write(Path file, Graph graph) throws IOException {
        String text = "; gradlane graph " + FORMAT + ", numerics " + Digest.NUMERICS + "\n" + GraphText.print(graph);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > GraphText.MAX_LENGTH) {
            throw new IOException(file + ": the graph's text has " + bytes.length + " bytes, at most "
                    + GraphText.MAX_LENGTH + " are read");
        }
        AtomicFile.write(file, sink -> sink.write(bytes));
    }

    /// The graph in `file`, equal to the one written; its composites are the library's.
    ///
    /// @throws FormatException if the content is no graph of this numerics version, or past a limit
    /// @throws IOException if the file cannot be read
    public static Graph read(Path file) throws IOException {
        String text = text(file);
        int end = text.indexOf('\n');
        Matcher first = FIRST_LINE.matcher(end < 0 ? text : text.substring(0, end));
        if (!first.matches()) {
            throw new FormatException(
                    file, "line 1", "expected '; gradlane graph " + FORMAT + ", numerics " + Digest.NUMERICS + "'");
        }
        requireVersion(file, "graph format", Integer.parseInt(first.group(1)), FORMAT);
        requireVersion(file, "numerics", Integer.parseInt(first.group(2)), Digest.NUMERICS);
        try {
            return GraphText.parse(text);
        } catch (TextException e) {
            throw new FormatException(file, "line " + e.line(), e.getMessage(), e);
        }
    }

    private static void requireVersion(Path file, String what, int found, int expected) throws FormatException {
        if (found != expected) {
            throw new FormatException(
                    file,
                    "line 1",
                    "expected " + what + " " + expected + ", found " + found
                            + ": read it with the release that wrote it");
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // a character takes a byte at least
            bytes = in.readNBytes(GraphText.MAX_LENGTH + 1);
        }
        if (bytes.length > GraphText.MAX_LENGTH) {
            throw new FormatException(file, "size", "more than " + GraphText.MAX_LENGTH + " bytes are not read");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(file, "text", "expected UTF-8", e);
        }
    }
}
