package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.cli.SourceTree.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher at the root of the source tree, `gradlane`.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
    @TempDir
    Path temporary;

    private SourceTree tree;

    @BeforeEach
    void makeTree() throws Exception {
        tree = SourceTree.in(temporary);
    }

    @Test
    void handsEveryArgumentToTheCommandLine() throws Exception {
        Outcome run = tree.run("grad", "--fn", "(x + y) * z", "--at", "", "*");
        assertEquals(0, run.exit(), run.err());
        List<String> arguments = run.arguments();
        int main = arguments.indexOf("dev.gradlane.cli.Main");
        assertEquals(
                List.of("grad", "--fn", "(x + y) * z", "--at", "", "*"), arguments.subList(main + 1, arguments.size()));
    }

    @Test
    void worksThroughLinksFromAnyFolderWithoutAHome() throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("some bin"));
        Files.createSymbolicLink(bin.resolve("absolute"), tree.root().resolve("gradlane"));
        Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));
        Map<String, String> environment = tree.environment();
        environment.remove("HOME");
        Outcome run = SourceTree.outcome(tree.start(environment, bin.resolve("relative"), Path.of("/"), "--version"));
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.arguments().contains("--version"));
        assertTrue(Files.isDirectory(tree.root().resolve("target/app")));
    }

    @Test
    void withoutAJdkSaysHowToGetOne() throws Exception {
        // No machine has a JDK 99, so the real search runs and finds nothing.
        tree.launcher(Files.readString(Path.of("../gradlane")).replace("jdk_needed=25", "jdk_needed=99"));
        Map<String, String> environment = tree.environment();
        environment.remove("GRADLANE_JAVA_HOME");
        Outcome run = tree.run(environment, "--version");
        assertEquals(3, run.exit());
        assertEquals("", run.out());
        assertTrue(run.err().contains("no JDK 99 or newer was found"), run.err());
        assertTrue(run.err().contains("brew install"), run.err());
    }

    @Test
    void refusesAnUnfitJdkThatWasAskedFor() throws Exception {
        Map<String, String> environment = tree.environment();
        environment.put("GRADLANE_JAVA_HOME", tree.jdk("old", "17.0.15").toString());
        Outcome run = tree.run(environment, "--version");
        assertEquals(3, run.exit());
        assertTrue(run.err().contains("is no JDK 25 or newer"), run.err());
    }

    @Test
    void passesOverAnOldJavaHome() throws Exception {
        Map<String, String> environment = tree.environment();
        environment.remove("GRADLANE_JAVA_HOME");
        environment.put("JAVA_HOME", tree.jdk("old", "1.8.0_402").toString());
        environment.put("PATH", tree.jdk("new", "26-ea").resolve("bin") + ":" + environment.get("PATH"));
        Outcome run = tree.run(environment, "--version");
        assertEquals(0, run.exit(), run.err());
    }

    @Test
    void buildsOnlyWhenASourceChanged() throws Exception {
        assertTrue(tree.run().err().contains("building"));
        assertEquals("", tree.run().err());
        assertEquals(1, tree.builds());

        tree.write("cli/src/main/java/A.java", "class A { int changed; }");
        tree.run();
        assertEquals(2, tree.builds());

        Files.delete(tree.root().resolve("cli/src/main/java/A.java"));
        tree.run();
        assertEquals(3, tree.builds());
    }

    @Test
    void showsTheLogOfABuildThatFailed() throws Exception {
        tree.run();
        tree.write("broken", "");
        tree.write("pom.xml", "<project/>");
        Outcome run = tree.run("--version");
        assertEquals(70, run.exit());
        assertEquals("", run.out(), "the application of the build before must not run");
        assertTrue(run.err().contains("what javac says"), run.err());
        assertTrue(run.err().contains("target/build.log"), run.err());

        Files.delete(tree.root().resolve("broken"));
        assertEquals(0, tree.run("--version").exit());
    }

    @Test
    void launchersAtTheSameTimeBuildOnce() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 5; i++) {
            processes.add(tree.start(tree.environment(), tree.root().resolve("gradlane"), temporary, "--version"));
        }
        for (Process process : processes) {
            Outcome run = SourceTree.outcome(process);
            assertEquals(0, run.exit(), run.err());
            assertTrue(run.arguments().contains("--version"));
        }
        assertEquals(1, tree.builds());
    }

    @Test
    void takesOverTheLockOfADeadProcess() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(tree.root().resolve("target"));
        Files.createSymbolicLink(tree.root().resolve("target/build.lock"), Path.of(Long.toString(dead.pid())));
        assertEquals(0, tree.run().exit());
        assertFalse(Files.isSymbolicLink(tree.root().resolve("target/build.lock")));
    }

    @Test
    void testHandsItsArgumentsToMaven() throws Exception {
        Outcome run = tree.run("test", "-Drequire.backends=cpu,opencl");
        assertEquals(0, run.exit(), run.err());
        String build = Files.readString(tree.root().resolve("builds"));
        assertTrue(build.contains("verify -Drequire.backends=cpu,opencl"), build);
        assertEquals("", tree.run().err(), "what was tested need not be built again");

        tree.write("broken", "");
        assertEquals(1, tree.run("test").exit());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the bundle is for Linux on x86-64")
    void theBundleStartsJavaAsTheLauncherDoes() throws Exception {
        Path archive = temporary.resolve("a bundle.tar.gz");
        Outcome packing = tree.run("bundle", "--out", archive.toString());
        assertEquals(0, packing.exit(), packing.err());
        assertEquals(archive + ": " + Files.size(archive) + " bytes\n", packing.out());

        Path folder = Files.createDirectories(temporary.resolve("another machine"));
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();
        assertEquals(0, tar.waitFor());
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder.resolve("gradlane/gradlane"));
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "GRADLANE_JAVA_OPTS", "-Xmx8g -ea");
        Outcome unpacked = SourceTree.outcome(tree.start(environment, link, Path.of("/"), "grad", "(x + y) * z", ""));
        assertEquals(0, unpacked.exit(), unpacked.err());
        String jars = folder.toRealPath().resolve("gradlane/lib") + "/*";
        Map<String, String> here = tree.environment();
        here.put("GRADLANE_JAVA_OPTS", "-Xmx8g -ea");
        Outcome launched = tree.run(here, "grad", "(x + y) * z", "");
        assertEquals(
                launched.arguments().stream()
                        .map(a -> a.endsWith("/*") ? jars : a)
                        .toList(),
                unpacked.arguments());
        assertTrue(Files.exists(folder.resolve("gradlane/lib/library.jar")));
        assertFalse(Files.exists(folder.resolve("gradlane/lib/jmh-core-1.jar")), "under another licence");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the bundle is for Linux on x86-64")
    void theSameTreeGivesTheSameBundle() throws Exception {
        Outcome first = tree.run("bundle", "--out=" + temporary.resolve("1"));
        assertEquals(0, first.exit(), first.err());
        Thread.sleep(1100);
        assertEquals(0, tree.run("bundle", "--out=" + temporary.resolve("2")).exit());
        assertEquals(-1, Files.mismatch(temporary.resolve("1"), temporary.resolve("2")));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the bundle is for Linux on x86-64")
    void aBundleThatFailsLeavesNothing() throws Exception {
        tree.program(temporary.resolve("jdk 25/bin/jlink"), "#!/bin/sh\necho what jlink says; exit 1\n");
        Outcome run = tree.run("bundle", "--out", temporary.resolve("bundle").toString());
        assertEquals(70, run.exit());
        assertTrue(run.err().contains("what jlink says"), run.err());
        assertFalse(Files.exists(temporary.resolve("bundle")));
        assertEquals(2, tree.run("bundle", "--fast").exit());
        assertEquals(
                5,
                tree.run("bundle", "--out", temporary.resolve("none/bundle").toString())
                        .exit());
    }

    @Test
    void withoutMavenSaysHowToGetOne() throws Exception {
        Map<String, String> environment = withoutMaven();
        Outcome run = tree.run(environment, "--version");
        assertEquals(3, run.exit(), run.err());
        assertTrue(run.err().contains("Maven 3.8.7 or newer is needed"), run.err());
    }

    @Test
    void refusesAMavenThatIsNotTheOneItKnows() throws Exception {
        Map<String, String> environment = withoutMaven();
        Path folder = temporary.resolve("repository/org/apache/maven/apache-maven/3.9.11");
        Files.writeString(Files.createDirectories(folder).resolve("apache-maven-3.9.11-bin.zip"), "something else");
        environment.put("MVNW_REPOURL", temporary.resolve("repository").toUri().toString());
        Outcome run = tree.run(environment, "--version");
        assertEquals(3, run.exit(), run.err());
        assertTrue(run.err().contains("is not Maven 3.9.11"), run.err());
    }

    /// An environment whose PATH has the tools that the launcher calls, and no more.
    private Map<String, String> withoutMaven() throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("tools"));
        for (String tool : List.of(
                "cat",
                "cp",
                "curl",
                "cut",
                "date",
                "dirname",
                "find",
                "head",
                "ln",
                "mkdir",
                "mv",
                "readlink",
                "rm",
                "sed",
                "sha512sum",
                "shasum",
                "sleep",
                "tail")) {
            for (String folder : List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
                Path program = Path.of(folder, tool);
                if (Files.exists(program)) {
                    Files.createSymbolicLink(bin.resolve(tool), program);
                    break;
                }
            }
        }
        Map<String, String> environment = tree.environment();
        environment.remove("GRADLANE_MAVEN");
        environment.put("PATH", bin.toString());
        return environment;
    }
}
