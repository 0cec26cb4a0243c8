package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// `gradlane grad`, from its arguments to its output.
class GradTest {
    @TempDir
    Path folder;

    /// A command line after `grad --format json --device cpu`, and what it prints.
    record Golden(List<String> arguments, String json) {
        @Override
        public String toString() {
            return String.join(" ", arguments);
        }
    }

    static final List<Golden> GOLDEN = List.of(
            new Golden(List.of("--fn", "(x+y)*z", "--at", "x=-2,y=5,z=-4"), """
                    {"function":"(x+y)*z","device":"cpu","dtype":"f64","batch":1,"value":[-12.0],\
                    "gradient":{"x":[-4.0],"y":[-4.0],"z":[3.0]},\
                    "digest":"%s","numerics":1}
                    """.formatted(digest(-12, -4, -4, 3))),
            new Golden(List.of("--fn", "(x+y)*z", "--at", "x=-2,y=5,z=-4", "--hessian"), """
                    {"function":"(x+y)*z","device":"cpu","dtype":"f64","batch":1,"value":[-12.0],\
                    "gradient":{"x":[-4.0],"y":[-4.0],"z":[3.0]},\
                    "hessian":{"x":{"x":[0.0],"y":[0.0],"z":[1.0]},"y":{"x":[0.0],"y":[0.0],"z":[1.0]},\
                    "z":{"x":[1.0],"y":[1.0],"z":[0.0]}},\
                    "digest":"%s","numerics":1}
                    """.formatted(
                            digest(-12, -4, -4, 3, 0, 0, 1, 0, 0, 1, 1, 1, 0))),
            new Golden(
                    List.of("--fn", "1/(1+exp(-(w0*x0+w1*x1+w2)))", "--at", "w0=2,x0=-1,w1=-3,x1=-2,w2=-3"),
                    """
                    {"function":"1/(1+exp(-(w0*x0+w1*x1+w2)))","device":"cpu","dtype":"f64","batch":1,\
                    "value":[0.7310585786300049],"gradient":{"w0":[-0.19661193324148188],\
                    "x0":[0.39322386648296376],"w1":[-0.39322386648296376],"x1":[-0.5898357997244457],\
                    "w2":[0.19661193324148188]},"digest":"%s","numerics":1}
                    """.formatted(digest(
                            0.7310585786300049,
                            -0.19661193324148188,
                            0.39322386648296376,
                            -0.39322386648296376,
                            -0.5898357997244457,
                            0.19661193324148188))),
            new Golden(List.of("--fn", "a*x", "--at", "x=3", "--param", "a=0.5", "--wrt", "x"), """
                    {"function":"a*x","device":"cpu","dtype":"f64","batch":1,"value":[1.5],\
                    "gradient":{"x":[0.5]},"digest":"%s","numerics":1}
                    """.formatted(
                            digest(1.5, 0.5))),
            new Golden(List.of("--fn", "log(x)", "--at", "x=0"), """
                    {"function":"log(x)","device":"cpu","dtype":"f64","batch":1,"value":["-Infinity"],\
                    "gradient":{"x":["Infinity"]},"digest":"%s","numerics":1}
                    """.formatted(
                            digest(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))),
            new Golden(List.of("--fn", "x", "--at", "x=nan"), """
                    {"function":"x","device":"cpu","dtype":"f64","batch":1,"value":["NaN"],\
                    "gradient":{"x":[1.0]},"digest":"%s","numerics":1}
                    """.formatted(digest(Double.NaN, 1))),
            new Golden(List.of("--fn", "mean(x^2)", "--at", "x=3", "--hessian"), """
                    {"function":"mean(x^2)","device":"cpu","dtype":"f64","batch":1,"value":[9.0],\
                    "gradient":{"x":[6.0]},"hessian":{"x":{"x":[2.0]}},"digest":"%s","numerics":1}
                    """.formatted(digest(9, 6, 2))),
            new Golden(List.of("--fn", "x * t_x", "--at", "x=3,t_x=2", "--hessian"), """
                    {"function":"x * t_x","device":"cpu","dtype":"f64","batch":1,"value":[6.0],\
                    "gradient":{"x":[2.0],"t_x":[3.0]},\
                    "hessian":{"x":{"x":[0.0],"t_x":[1.0]},"t_x":{"x":[1.0],"t_x":[0.0]}},\
                    "digest":"%s","numerics":1}
                    """.formatted(
                            digest(6, 2, 3, 0, 1, 1, 0))),
            new Golden(List.of("--fn", "2+3", "--at", ""), """
                    {"function":"2+3","device":"cpu","dtype":"f64","batch":1,"value":[5.0],\
                    "gradient":{},"digest":"%s","numerics":1}
                    """.formatted(digest(5))));

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void printsJsonToTheDigit(Golden golden) {
        var run = grad(golden.arguments.stream().filter(a -> !a.isEmpty()).toArray(String[]::new));
        assertEquals(golden.json, run.out());
        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
    }

    /// What an engine opens when no device is named gives the same digits.
    @ParameterizedTest
    @FieldSource("GOLDEN")
    void theMostPreferredDeviceGivesTheSame(Golden golden) {
        var run = gradOn(
                Devices.best().token(),
                golden.arguments.stream().filter(a -> !a.isEmpty()).toArray(String[]::new));
        assertEquals(golden.json.replace("\"cpu\"", "\"" + Devices.best().token() + "\""), run.out());
    }

    private static CommandLineRun grad(String... arguments) {
        return gradOn("cpu", arguments);
    }

    private static CommandLineRun gradOn(String device, String... arguments) {
        List<String> fixed = arguments[arguments.length - 1].equals("--at")
                ? List.of(arguments).subList(0, arguments.length - 1)
                : List.of(arguments);
        return CommandLineRun.of(
                Stream.concat(Stream.of("grad", "--format", "json", "--device", device), fixed.stream())
                        .toArray(String[]::new));
    }

    /// The digest as a stranger computes it: over doubles, little-endian.
    private static String digest(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putLong(Double.doubleToLongBits(value));
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void floatsAreFloats() {
        var run = grad("--fn", "x*0.1", "--at", "x=0.3", "--dtype", "f32");
        assertTrue(run.out().contains("\"value\":[" + 0.3f * 0.1f + "],\"gradient\":{\"x\":[0.1]}"), run.out());
    }

    @Test
    void aTableGivesARowPerRow() throws IOException {
        Path data = folder.resolve("points.csv");
        Files.writeString(data, "id,x,unused,\"the \"\"y\"\"\"\r\na,1,?,2\r\n\"b,c\",3,?,4\r\n");
        var run = CommandLineRun.of(
                "grad",
                "--fn",
                "x*`the \"y\"`*k",
                "--data",
                data.toString(),
                "--param",
                "k=10",
                "--keep",
                "id",
                "--format",
                "csv");
        assertEquals("", run.err());
        assertEquals("""
                id,value,d_x,"d_the ""y\""",d_k
                a,20.0,20.0,10.0,2.0
                "b,c",120.0,40.0,30.0,12.0
                """, run.out());
        var json = grad("--fn", "x*k", "--data", data.toString(), "--param", "k=10", "--keep", "id");
        assertTrue(
                json.out()
                        .contains("\"batch\":2,\"value\":[10.0,30.0],\"gradient\":{\"x\":[10.0,10.0],\"k\":[1.0,3.0]},"
                                + "\"keep\":{\"id\":[\"a\",\"b,c\"]}"),
                json.out());
    }

    @Test
    void aReducedFunctionHasOneValueAndParameterGradient() throws IOException {
        Path data = folder.resolve("points.csv");
        Files.writeString(data, "x\n1\n2\n6\n");
        var run = grad("--fn", "mean(a*x^2)", "--data", data.toString(), "--param", "a=3", "--hessian");
        double mean = (1.0 + 4 + 36) / 3;
        assertTrue(
                run.out()
                        .contains("\"batch\":3,\"value\":[41.0],\"gradient\":{\"a\":[" + mean
                                + "],\"x\":[2.0,4.0,12.0]}," + "\"hessian\":{\"a\":{\"a\":[0.0]}}"),
                run.out());
    }

    @Test
    void theGradientOfTheMeanIsTheMeanOfTheGradients() throws IOException {
        Path data = folder.resolve("seeded.csv");
        var random = new java.util.Random(5);
        var text = new StringBuilder("x,y\n");
        for (int i = 0; i < 9000; i++) {
            text.append(random.nextGaussian() + "," + random.nextInt(2) + "\n");
        }
        Files.writeString(data, text);
        String loss = "p = sigmoid(w*x + b); -(y*log(p) + (1-y)*log1p(-p))";
        String mean = loss.replace("; ", "; mean(") + ")";
        var one = CommandLineRun.of(
                "grad",
                "--fn",
                mean,
                "--data",
                data.toString(),
                "--param",
                "w=0.5,b=-1",
                "--wrt",
                "w,b",
                "--format",
                "csv");
        var each = CommandLineRun.of(
                "grad",
                "--fn",
                loss,
                "--data",
                data.toString(),
                "--param",
                "w=0.5,b=-1",
                "--wrt",
                "w,b",
                "--format",
                "csv");
        Path gradients = folder.resolve("gradients.csv");
        Files.writeString(gradients, each.out());
        assertEquals(2, one.out().lines().count());
        String[] cells = one.out().lines().toList().get(1).split(",");
        for (String column : List.of("value", "d_w", "d_b")) {
            var mean1 = CommandLineRun.of(
                    "grad",
                    "--fn",
                    "mean(" + column + ")",
                    "--data",
                    gradients.toString(),
                    "--wrt",
                    column,
                    "--format",
                    "csv");
            String cell = mean1.out().lines().toList().get(1).split(",")[0];
            assertEquals(cells[List.of("value", "d_w", "d_b").indexOf(column)], cell, column);
        }
    }

    @Test
    void writesAFileWholeAndNothingElse() throws IOException {
        Path out = folder.resolve("out.json");
        var run = CommandLineRun.of("grad", "--fn", "x^3", "--at", "x=2", "--out", out.toString());
        assertEquals(new CommandLineRun(0, "", ""), run);
        assertTrue(Files.readString(out).contains("\"value\":[8.0],\"gradient\":{\"x\":[12.0]}"));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(out), files.toList());
        }
    }

    @Test
    void readsTheFunctionFromAFile() throws IOException {
        Path function = folder.resolve("f.txt");
        Files.writeString(function, "d = x - y;\nd*d\n");
        var run = grad("--fn", "@" + function, "--at", "x=3,y=1");
        assertTrue(run.out().contains("\"value\":[4.0],\"gradient\":{\"x\":[4.0],\"y\":[-4.0]}"), run.out());
    }

    @Test
    void aTableForPeopleAlignsItsColumns() {
        var run = CommandLineRun.of("grad", "--fn", "(x+y)*z", "--at", "x=-2,y=5,z=-4", "--device", "cpu");
        assertEquals("""
                (x+y)*z   (f64 on cpu, 1 sample)
                value  -12.0
                d_x     -4.0
                d_y     -4.0
                d_z      3.0
                digest %s
                """.formatted(digest(-12, -4, -4, 3)), run.out());
    }

    @Test
    void devicesAreListed() {
        var run = CommandLineRun.of("devices", "--format", "json");
        assertTrue(
                run.out()
                        .matches("(?s)\\{\"devices\":\\[\\{\"token\":\"cpu\",\"backend\":\"cpu\",\"name\":\"[^\"]+\","
                                + "\"state\":\"ready\",\"exact\":true,\"reason\":null,\"remedy\":null}.*]}\n"),
                run.out());
        assertEquals(0, run.exitCode());
    }
}
