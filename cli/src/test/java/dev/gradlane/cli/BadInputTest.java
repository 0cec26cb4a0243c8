package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Bad input ends with one message and its exit code; nothing is printed or written.
class BadInputTest {
    private static final Map<String, String> FILES = Map.of(
            "good.csv", "x,y\n1,2\n3,4\n",
            "empty.csv", "",
            "header.csv", "x,y\n",
            "text.csv", "x,y\n1,2\n3,four\n",
            "short.csv", "x,y\n1,2\n3\n",
            "long.csv", "x,y\n1,2,3\n",
            "missing.csv", "x,y\n1,\n",
            "nan.csv", "x,y\n1,NaN\n",
            "twice.csv", "x,x\n1,2\n",
            "broken.npz", "PK\3\4 and nothing more");

    @TempDir
    Path folder;

    /// A command line in which `DIR/` is the folder of the files, its exit code and a part of its message.
    record Bad(int exitCode, String message, List<String> arguments) {
        Bad(int exitCode, String message, String... arguments) {
            this(exitCode, message, List.of(arguments));
        }

        @Override
        public String toString() {
            return String.join(" ", arguments);
        }
    }

    static final List<Bad> BAD = List.of(
            new Bad(2, "Unmatched argument", "frobnicate"),
            new Bad(2, "no function is called 'nosuch'", "check", "--device", "cpu", "--exhaustive", "nosuch"),
            new Bad(2, "--blocks is a number from 1 to 1024, not 0", "check", "--exhaustive", "exp", "--blocks", "0"),
            new Bad(2, "Missing required option: '--fn", "grad"),
            new Bad(2, "Unknown option: '--frob'", "grad", "--fn", "x", "--frob"),
            new Bad(2, "Invalid value for option '--format'", "grad", "--fn", "x", "--at", "x=1", "--format", "xml"),
            new Bad(2, "this parenthesis is not closed\n  (x+y\n  ^", "grad", "--fn", "(x+y", "--at", "x=1,y=2"),
            new Bad(2, "unknown function 'mich': did you mean mish?\n  2*mich(x)\n    ^", "grad", "--fn", "2*mich(x)"),
            new Bad(2, "wrap it in sum or mean", "grad", "--fn", "x - mean(x)", "--at", "x=1"),
            new Bad(2, "where? give --at x=…,y=…", "grad", "--fn", "x+y"),
            new Bad(2, "no value for 'y'", "grad", "--fn", "x+y", "--at", "x=1"),
            new Bad(2, "--at: 'z' is no input", "grad", "--fn", "x+y", "--at", "x=1,y=2,z=3"),
            new Bad(2, "--param: 'z' is no input", "grad", "--fn", "x", "--at", "x=1", "--param", "z=3"),
            new Bad(2, "--wrt: 'z' is no input", "grad", "--fn", "x", "--at", "x=1", "--wrt", "z"),
            new Bad(2, "'x' is given twice", "grad", "--fn", "x", "--data", "DIR/good.csv", "--param", "x=1"),
            new Bad(2, "--at gives 'x' twice", "grad", "--fn", "x", "--at", "x=1,x=2"),
            new Bad(2, "'one' is not a number", "grad", "--fn", "x", "--at", "x=one"),
            new Bad(2, "'1e999' is beyond the range of f64", "grad", "--fn", "x", "--at", "x=1e999"),
            new Bad(2, "'1e39' is beyond the range of f32", "grad", "--fn", "x", "--at", "x=1e39", "--dtype", "f32"),
            new Bad(2, "--at takes name=number", "grad", "--fn", "x", "--at", "5"),
            new Bad(
                    2,
                    "--at and --data exclude each other",
                    "grad",
                    "--fn",
                    "x",
                    "--at",
                    "x=1",
                    "--data",
                    "DIR/good.csv"),
            new Bad(2, "--dtype is f32 or f64, not 'f16'", "grad", "--fn", "x", "--at", "x=1", "--dtype", "f16"),
            new Bad(2, "unknown device 'tpu'; there are cpu", "grad", "--fn", "x", "--at", "x=1", "--device", "tpu"),
            new Bad(2, "uses no column", "grad", "--fn", "a*2", "--data", "DIR/good.csv", "--param", "a=1"),
            new Bad(
                    2,
                    "--hessian of a reduced function",
                    "grad",
                    "--fn",
                    "sum(x)",
                    "--data",
                    "DIR/good.csv",
                    "--hessian"),
            new Bad(2, "a comparison is no number", "grad", "--fn", "x > 1", "--at", "x=1"),
            new Bad(5, "does not exist", "grad", "--fn", "x", "--data", "DIR/none.csv"),
            new Bad(5, "does not exist", "grad", "--fn", "@DIR/none.txt", "--at", "x=1"),
            new Bad(5, "is empty", "grad", "--fn", "x", "--data", "DIR/empty.csv"),
            new Bad(5, "has no rows", "grad", "--fn", "x", "--data", "DIR/header.csv"),
            new Bad(5, "has no rows", "grad", "--fn", "mean(x)", "--data", "DIR/header.csv"),
            new Bad(
                    5,
                    "good.csv has no column 'z' (its columns: x, y); an input that is no column is given by --param z=…",
                    "grad",
                    "--fn",
                    "x*z",
                    "--data",
                    "DIR/good.csv"),
            new Bad(5, "no column 'q' to keep", "grad", "--fn", "x", "--data", "DIR/good.csv", "--keep", "q"),
            new Bad(
                    5,
                    "row 2 (line 3), column 'y': 'four' is not a number",
                    "grad",
                    "--fn",
                    "y",
                    "--data",
                    "DIR/text.csv"),
            new Bad(
                    5,
                    "row 2 (line 3) has 1 cells, but the header names 2",
                    "grad",
                    "--fn",
                    "x",
                    "--data",
                    "DIR/short.csv"),
            new Bad(5, "row 1 (line 2) has 3 cells", "grad", "--fn", "x", "--data", "DIR/long.csv"),
            new Bad(
                    5,
                    "row 1 (line 2), column 'y': a number is missing",
                    "grad",
                    "--fn",
                    "y",
                    "--data",
                    "DIR/missing.csv"),
            new Bad(5, "column 'y': NaN is not a number", "grad", "--fn", "y", "--data", "DIR/nan.csv"),
            new Bad(5, "more than one column named 'x'", "grad", "--fn", "x", "--data", "DIR/twice.csv"),
            new Bad(5, "is no .npz archive", "grad", "--fn", "x", "--data", "DIR/broken.npz"),
            new Bad(5, "its folder does not exist", "grad", "--fn", "x", "--at", "x=1", "--out", "DIR/no/out.json"),
            new Bad(5, "is a folder", "grad", "--fn", "x", "--at", "x=1", "--out", "DIR/"),
            new Bad(5, "'four' is not a number", "grad", "--fn", "y", "--data", "DIR/text.csv", "--out", "DIR/out.csv"),
            new Bad(2, "no value for 'y'", "explain", "--fn", "x*y", "--at", "x=1"),
            new Bad(2, "--at: 'q' is no input", "explain", "--fn", "x", "--at", "x=1,q=2"),
            new Bad(2, "Invalid value for option '--emit'", "explain", "--fn", "x", "--emit", "png"));

    @BeforeEach
    void writeFiles() throws IOException {
        for (var file : FILES.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    @ParameterizedTest
    @FieldSource("BAD")
    void isRefusedWithOneMessage(Bad bad) throws IOException {
        var run = CommandLineRun.of(
                bad.arguments.stream().map(a -> a.replace("DIR/", folder + "/")).toArray(String[]::new));
        assertTrue(run.err().contains(bad.message), run.err());
        assertEquals(bad.exitCode, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("gradlane: "), run.err());
        assertFalse(run.err().contains("Exception") || run.err().contains("\tat "), run.err());
        try (var files = Files.list(folder)) {
            assertEquals(FILES.size(), files.count());
        }
    }
}
