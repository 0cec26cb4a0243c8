package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the pages of the documentation show under a command is what the command prints. In a fenced block that begins
/// with `$ ./gradlane …` the lines shown stand in the output in this order; a line `…` leaves some out, and
/// without one they are neighbours.
class DocumentedCommandsTest {
    private static final Pattern COMMAND =
            Pattern.compile("\\$ (?:GRADLANE_JAVA_OPTS=-D(\\S+?)=(\\S+) )?\\./gradlane (.*)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String GAP = "…";

    /// @param property set while the command runs, with its value
    record Block(String page, String command, Optional<String> property, String value, List<String> shown) {
        List<String> arguments() {
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(command);
            while (word.find()) {
                String text = word.group(1) == null ? word.group(2) : word.group(1);
                // files are named from the root of the tree, tests run in a module's folder
                words.add(text.startsWith("@") ? "@../" + text.substring(1) : text);
            }
            return words;
        }

        @Override
        public String toString() {
            return page + ": " + command;
        }
    }

    /// Every block of the pages on kernels and on payoffs that jump, and of the README those whose output no clock and
    /// no machine changes.
    static Stream<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>(blocks("docs/kernels.md"));
        blocks.addAll(blocks("docs/discontinuous-payoffs.md"));
        blocks("README.md").stream()
                .filter(b -> b.command().startsWith("grad "))
                .forEach(blocks::add);
        return blocks.stream();
    }

    private static List<Block> blocks(String page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(Path.of("..").resolve(page));
        for (int i = 1; i < lines.size(); i++) {
            Matcher command = COMMAND.matcher(lines.get(i));
            if (lines.get(i - 1).startsWith("```") && command.matches()) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                blocks.add(new Block(
                        page,
                        command.group(3),
                        Optional.ofNullable(command.group(1)),
                        Optional.ofNullable(command.group(2)).orElse(""),
                        lines.subList(i + 1, end)));
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void shownIsWhatIsPrinted(Block block) {
        requireDevices(block);
        CommandLineRun run = run(block);
        assertEquals(0, run.exitCode(), run.err());
        List<String> printed = run.out().lines().toList();
        int from = 0;
        for (List<String> piece : pieces(block.shown())) {
            int at = find(piece, printed, from);
            assertTrue(
                    at >= 0,
                    () -> block + " does not print, after what stands before it:\n" + String.join("\n", piece));
            from = at + piece.size();
        }
        assertTrue(
                block.shown().contains(GAP) || from == printed.size(),
                () -> block + " prints more lines than are shown, and no line '" + GAP + "' says so");
    }

    @Test
    void aPageThatShowsSomethingElseIsCaught() {
        List<String> printed = List.of("a", "b", "c");
        assertEquals(0, find(List.of("a", "b"), printed, 0));
        assertEquals(-1, find(List.of("a", "c"), printed, 0));
        assertEquals(-1, find(List.of("a"), printed, 1));
        assertEquals(List.of(List.of("a"), List.of("c")), pieces(List.of("a", GAP, "c")));
    }

    private static void requireDevices(Block block) {
        int option = block.arguments().indexOf("--device");
        if (option < 0) {
            return;
        }
        String token = block.arguments().get(option + 1);
        String backend = token.replaceAll(":.*", "");
        boolean ready = Devices.ready().stream()
                .anyMatch(d -> d.token().equals(token) || d.backend().equals(token));
        List<String> required =
                Arrays.asList(System.getProperty("require.backends", "").split(","));
        Assumptions.assumeTrue(ready || required.contains(backend), "device " + token + " is not ready here");
    }

    private static CommandLineRun run(Block block) {
        Optional<String> before = block.property().map(System::getProperty);
        block.property().ifPresent(name -> System.setProperty(name, block.value()));
        try {
            return CommandLineRun.of(block.arguments().toArray(String[]::new));
        } finally {
            block.property()
                    .ifPresent(name -> before.ifPresentOrElse(
                            value -> System.setProperty(name, value), () -> System.clearProperty(name)));
        }
    }

    private static List<List<String>> pieces(List<String> shown) {
        List<List<String>> pieces = new ArrayList<>();
        List<String> piece = new ArrayList<>();
        for (String line : shown) {
            if (line.strip().equals(GAP)) {
                pieces.add(List.copyOf(piece));
                piece.clear();
            } else {
                piece.add(line);
            }
        }
        pieces.add(List.copyOf(piece));
        return pieces.stream().filter(p -> !p.isEmpty()).toList();
    }

    private static int find(List<String> piece, List<String> lines, int from) {
        for (int i = from; i + piece.size() <= lines.size(); i++) {
            if (lines.subList(i, i + piece.size()).equals(piece)) {
                return i;
            }
        }
        return -1;
    }
}
