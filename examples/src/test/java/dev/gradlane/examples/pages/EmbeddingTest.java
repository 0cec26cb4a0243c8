package dev.gradlane.examples.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page on embedding shows a program as a user has it, and what the JVM says with and without its flags.
class EmbeddingTest {
    private static final String PROGRAM = """
            import static dev.gradlane.Ops.*;
            import dev.gradlane.*;

            record Point(Tensor x, Tensor y, Tensor z) {}

            void main() {
                var f = Fn.trace("f", new Point(f64(), f64(), f64()), p -> p.x().plus(p.y()).times(p.z()));
                try (var engine = Engine.open(); var gradient = engine.compile(f.gradient())) {
                    IO.println(gradient.run(new Point(Tensor.of(-2.0), Tensor.of(5.0), Tensor.of(-4.0))));
                }
            }
            """;
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @Test
    void thePageShowsWhatTheJvmSays() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "embedding"));
        Path program = Files.writeString(folder.resolve("Hello.java"), PROGRAM);
        List<String> code = new ArrayList<>(List.of("```java"));
        PROGRAM.lines().forEach(code::add);
        code.add("```");
        new Parts()
                .part("program", code)
                .output("flags", () -> run(program, VECTORS, NATIVE))
                .output("no vectors", () -> run(program, NATIVE))
                .output("no native access", () -> run(program, VECTORS))
                .check("embedding.md");
    }

    private static void run(Path program, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), program.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.endsWith("TOOL_OPTIONS"));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        printed.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("WARNING: package") && !isTime(line))
                .map(line -> line.replaceAll("\\(file:[^)]*\\)", "(file:…/gradlane-vector-….jar)"))
                .forEach(IO::println);
    }

    /// The line that the JDK's logger puts before a message.
    private static boolean isTime(String line) {
        return line.endsWith("dev.gradlane.vector.VectorBackend open");
    }

    /// The modules and jars of this test as one class path, as most applications have it.
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                        .filter(path -> !path.isEmpty())
                        .toList());
    }
}
