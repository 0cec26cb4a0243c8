package dev.gradlane.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A small source tree around a copy of the real launcher, with a JDK and a Maven that only pretend: the launcher's
/// own logic is under test, and each run takes milliseconds.
///
/// The pretended `java` prints its arguments, one a line; `jlink` makes a runtime that does. The pretended `mvn` counts
/// its runs in `builds`, leaves a
/// jar where the real one would, and fails when there is a file `broken`. It takes so long that a file written after
/// a build is newer than the build's beginning, whatever a file system's clock resolves.
record SourceTree(Path parent, Path root) {
    private static final String JAVA = """
            #!/bin/sh
            for argument in "$@"; do printf '%s\\n' "$argument"; done
            """;
    private static final String JLINK = """
            #!/bin/sh
            while [ "$1" != --output ]; do shift; done
            mkdir -p "$2/bin" && cp "$(dirname "$0")/java" "$2/bin/java"
            """;
    private static final String MAVEN = """
            #!/bin/sh
            [ "$1" = -v ] && { echo "Apache Maven 3.9.11 (pretended)"; exit 0; }
            echo "$*" >>builds
            [ -f broken ] && { echo "[ERROR] Broken.java: what javac says"; exit 1; }
            sleep 0.3
            mkdir -p cli/target/lib
            : >cli/target/lib/library.jar
            : >cli/target/lib/jmh-core-1.jar
            : >cli/target/gradlane-cli-0.jar
            """;

    record Outcome(int exit, String out, String err) {
        List<String> arguments() {
            return out.lines().toList();
        }
    }

    static SourceTree in(Path temporary) throws IOException {
        var tree = new SourceTree(temporary, temporary.resolve("a tree"));
        Files.createDirectories(tree.root.resolve("cli/src/main/java"));
        Files.createDirectories(temporary.resolve("home"));
        Files.createDirectories(tree.root.resolve("docs"));
        tree.write("pom.xml", "<project.build.outputTimestamp>2026-11-24T00:00:00Z</project.build.outputTimestamp>");
        tree.write("LICENSE", "");
        tree.write("docs/gpu.md", "");
        tree.write("cli/pom.xml", "<project/>");
        tree.write("cli/src/main/java/A.java", "class A {}");
        tree.jdk("jdk 25", "25.0.3");
        tree.program(temporary.resolve("maven/bin/mvn"), MAVEN);
        tree.launcher(Files.readString(Path.of("../gradlane")));
        return tree;
    }

    void launcher(String text) throws IOException {
        program(root.resolve("gradlane"), text);
    }

    Path jdk(String name, String version) throws IOException {
        Path home = parent.resolve(name);
        program(home.resolve("bin/java"), JAVA);
        program(home.resolve("bin/javac"), JAVA);
        program(home.resolve("bin/jlink"), JLINK);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    int builds() throws IOException {
        Path file = root.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", parent.resolve("home").toString(),
                "GRADLANE_JAVA_HOME", parent.resolve("jdk 25").toString(),
                "GRADLANE_MAVEN", parent.resolve("maven/bin/mvn").toString()));
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        return outcome(start(environment(), root.resolve("gradlane"), parent, arguments));
    }

    Outcome run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return outcome(start(environment, root.resolve("gradlane"), parent, arguments));
    }

    Process start(Map<String, String> environment, Path launcher, Path folder, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Outcome outcome(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher still ran after 60 s: " + err);
        }
        return new Outcome(process.exitValue(), out, err);
    }
}
