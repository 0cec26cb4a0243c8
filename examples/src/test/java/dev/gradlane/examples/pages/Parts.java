package dev.gradlane.examples.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parts of pages of `docs` that programs fill: what stands on a page between `<!-- NAME -->` and `<!-- end -->` is the
/// part of this name, to the letter. `-Dgolden.update=true` writes the parts into the pages.
public final class Parts {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "gradlane", "examples");
    private static final String OPEN = "<!-- ";
    private static final String CLOSE = " -->";
    private static final String END = "<!-- end -->";

    private final Map<String, List<String>> parts = new LinkedHashMap<>();

    /// Code that prints what the page shows.
    public interface Program {
        void run() throws Exception;
    }

    /// The parts `snippet NAME`: what stands between the comments `snippet NAME` and `end` of a source file of the
    /// tests.
    public Parts snippets(String source) throws IOException {
        List<String> lines = Files.readAllLines(SOURCES.resolve(source));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith("// snippet ")) {
                String name = lines.get(i).strip().substring("// ".length());
                int end = i + 1;
                while (!lines.get(end).strip().equals("// end")) {
                    end++;
                }
                part(name, fenced("java", trimmed(unindented(lines.subList(i + 1, end)))));
            }
        }
        return this;
    }

    /// The part `output NAME`: what a program prints.
    public Parts output(String name, Program program) throws Exception {
        var printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(out);
        }
        return part(
                "output " + name,
                fenced(
                        "",
                        printed.toString(StandardCharsets.UTF_8)
                                .stripTrailing()
                                .lines()
                                .toList()));
    }

    /// A part as it stands.
    public Parts part(String name, List<String> lines) {
        assertTrue(parts.put(name, lines) == null, "two parts are called '" + name + "'");
        return this;
    }

    /// Fails unless these pages show all parts, each once, as they are.
    public void check(String... files) throws IOException {
        List<String> shown = new ArrayList<>();
        for (String file : files) {
            List<String> filled = filled(file, shown);
            if (Boolean.getBoolean("golden.update")) {
                Files.write(DOCS.resolve(file), filled);
            }
            assertEquals(String.join("\n", filled), String.join("\n", Files.readAllLines(DOCS.resolve(file))), file);
        }
        assertEquals(
                parts.keySet().stream().sorted().toList(),
                shown.stream().sorted().toList(),
                "parts shown");
    }

    private List<String> filled(String file, List<String> shown) throws IOException {
        List<String> page = Files.readAllLines(DOCS.resolve(file));
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            filled.add(line);
            String name = line.startsWith(OPEN) && line.endsWith(CLOSE)
                    ? line.substring(OPEN.length(), line.length() - CLOSE.length())
                    : "";
            if (parts.containsKey(name)) {
                shown.add(name);
                filled.addAll(parts.get(name));
                while (!page.get(i + 1).equals(END)) {
                    i++;
                }
            } else {
                boolean ours = name.startsWith("snippet ") || name.startsWith("output ");
                assertFalse(ours, file + " names '" + name + "', but there is " + parts.keySet());
            }
        }
        return filled;
    }

    private static List<String> fenced(String language, List<String> lines) {
        List<String> all = new ArrayList<>(List.of("```" + language));
        all.addAll(lines);
        all.add("```");
        return all;
    }

    /// Without the blank line that the formatter puts before a closing comment.
    private static List<String> trimmed(List<String> lines) {
        return lines.getLast().isBlank() ? lines.subList(0, lines.size() - 1) : lines;
    }

    private static List<String> unindented(List<String> lines) {
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElseThrow();
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList();
    }
}
