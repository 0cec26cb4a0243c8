package dev.gradlane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every public name says what it is, and a function of numbers says what it does at the edges.
class DocumentedNamesTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path OPS = SOURCES.resolve(Path.of("dev", "gradlane", "Ops.java"));

    /// A canonical constructor is described by its record.
    private static final Pattern CANONICAL = Pattern.compile("\\s*public [A-Z]\\w* \\{");

    @Test
    void noPublicNameIsUndocumented() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-Xdoclint:missing/protected",
                "-Xmaxwarns",
                "100000",
                "-encoding",
                "UTF-8",
                "-d",
                Files.createDirectories(Path.of("target", "documented-names")).toString()));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> command.add(f.toString()));
        }
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said =
                new String(javac.getInputStream().readAllBytes()).lines().toList();
        assertEquals(0, javac.waitFor(), () -> String.join("\n", said));
        assertTrue(said.getLast().endsWith("warnings"), "doclint warns of other things, so it has looked");
        List<String> undocumented = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).endsWith("warning: no comment")
                    && !CANONICAL.matcher(said.get(i + 1)).matches()) {
                undocumented.add(said.get(i) + "\n" + said.get(i + 1));
            }
        }
        assertEquals(List.of(), undocumented);
    }

    @Test
    void aFunctionSaysWhatItDoesAtTheEdges() throws IOException {
        String source = Files.readString(OPS);
        Matcher functions = Pattern.compile("((?: +///.*\n)+) +public static Tensor \\w+\\(Tensor[^{]*\\{\n"
                        + " +return apply\\(\"(\\w+)\", [^\n]*\n")
                .matcher(source);
        int seen = 0;
        while (functions.find()) {
            Composite function = Functions.named(functions.group(2)).orElseThrow();
            String text = functions.group(1).replaceAll("\\s*///\\s*", " ");
            if (!function.symbol().equals("pow") && !function.symbol().equals("stopGradient")) {
                assertTrue(text.contains(function.specialValues()), function.symbol() + ":" + text);
                seen++;
            }
        }
        assertTrue(seen > 40, "only " + seen + " functions were found");
    }
}
