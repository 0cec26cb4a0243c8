package dev.gradlane.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The page on derivatives shows code that is compiled and run, and sizes that were counted.
/// `-Dgolden.update=true` writes both into it.
class DerivativesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "derivatives.md");
    private static final Path TOUR =
            Path.of("src", "test", "java", "dev", "gradlane", "examples", "DerivativesTourTest.java");

    @Test
    void snippetsAndSizesAreThoseOfTheProgram() throws IOException {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        snippets().forEach((name, code) -> {
            List<String> fenced = new ArrayList<>(List.of("```java"));
            fenced.addAll(code);
            fenced.add("```");
            parts.put("snippet " + name, fenced);
        });
        parts.put("sizes", GraphSizes.table());
        List<String> page = Files.readAllLines(PAGE);
        List<String> filled = new ArrayList<>();
        List<String> used = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            filled.add(line);
            if (line.startsWith("<!-- ") && !line.equals("<!-- end -->")) {
                String name = line.substring("<!-- ".length(), line.length() - " -->".length());
                assertTrue(parts.containsKey(name), "the page names '" + name + "', which is no part of the tour");
                used.add(name);
                filled.addAll(parts.get(name));
                while (!page.get(i + 1).equals("<!-- end -->")) {
                    i++;
                }
            }
        }
        assertEquals(List.copyOf(parts.keySet()), used, "parts of the tour, in this order");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(PAGE, filled);
        }
        assertEquals(String.join("\n", filled), String.join("\n", Files.readAllLines(PAGE)));
    }

    private static Map<String, List<String>> snippets() throws IOException {
        Map<String, List<String>> snippets = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(TOUR);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith("// snippet ")) {
                String name = lines.get(i).strip().substring("// snippet ".length());
                int end = i + 1;
                while (!lines.get(end).strip().equals("// end")) {
                    end++;
                }
                snippets.put(name, unindented(lines.subList(i + 1, end)));
            }
        }
        return snippets;
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
