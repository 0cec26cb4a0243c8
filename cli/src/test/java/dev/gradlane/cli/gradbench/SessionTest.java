package dev.gradlane.cli.gradbench;

import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Fn;
import dev.gradlane.Matrices;
import dev.gradlane.Tensor;
import dev.gradlane.backend.LackingKindException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Sessions of the protocol as transcripts: lines `>` are sent, lines `<` are the answers. Times are not compared.
class SessionTest {
    /// What was answered to lines, and what was told beside it.
    record Served(List<String> answers, String log) {}

    private static Served serve(List<String> devices, List<String> lines) {
        var out = new ByteArrayOutputStream();
        var log = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        try (var answers = new PrintStream(out, false, StandardCharsets.UTF_8);
                var notes = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            Session.serve(in, answers, notes, devices, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Served(out.toString(StandardCharsets.UTF_8).lines().toList(), log.toString(StandardCharsets.UTF_8));
    }

    private static void play(String transcript) {
        List<String> sent = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        transcript.lines().forEach(line -> (line.startsWith(">") ? sent : expected).add(line.substring(2)));
        List<String> answers = serve(List.of("vector", "cpu"), sent).answers();
        assertEquals(withoutTimes(String.join("\n", expected)), withoutTimes(String.join("\n", answers)));
    }

    private static String withoutTimes(String answers) {
        return answers.replaceAll("\"nanoseconds\":\\d+", "\"nanoseconds\":0");
    }

    @Test
    void theSessionOfTheReadmeIsWhatIsAnswered() throws IOException {
        List<String> page = Files.readAllLines(Path.of("..", "README.md"));
        List<String> session =
                page.stream().filter(line -> line.matches("[<>] \\{.*")).toList();
        assertEquals(8, session.size());
        play(String.join("\n", session));
    }

    @Test
    void everyMessageHasItsAnswer() {
        play("""
                > {"id": 0, "kind": "start", "eval": "hello"}
                < {"id":0,"tool":"gradlane","config":{"devices":["vector","cpu"],"warm_up_seconds":0.0}}
                > {"id": 1, "kind": "define", "module": "hello"}
                < {"id":1,"success":true}
                > {"id": 2, "kind": "evaluate", "module": "hello", "function": "square", "input": 1.5, "description": "x"}
                < {"id":2,"success":true,"output":2.25,"timings":[{"name":"prepare","nanoseconds":0},{"name":"evaluate","nanoseconds":0}]}
                > {"id": 3, "kind": "analysis", "of": 2, "valid": true}
                < {"id":3}
                > {"id": 4, "kind": "evaluate", "module": "hello", "function": "double", "input": 2.25}
                < {"id":4,"success":true,"output":4.5,"timings":[{"name":"prepare","nanoseconds":0},{"name":"evaluate","nanoseconds":0}]}
                > {"id": 5, "kind": "analysis", "of": 4, "valid": false, "error": "none"}
                < {"id":5}
                > {"id": 6, "kind": "a kind of the future"}
                < {"id":6}""");
    }

    @Test
    void whatCannotBeDoneIsAnsweredWithTheReason() {
        play("""
                > {"id": 1, "kind": "define", "module": "det"}
                < {"id":1,"success":false,"error":"no module is called 'det'; there are ba, gmm, hello, kmeans, llsq, lse, lstm, ode"}
                > {"id": 2, "kind": "evaluate", "module": "lse", "function": "hessian", "input": {"x": [1]}}
                < {"id":2,"success":false,"error":"no function of lse is called 'hessian'; there are gradient, primal"}
                > {"id": 3, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"y": [1]}}
                < {"id":3,"success":false,"error":"input has no field 'x'"}
                > {"id": 4, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": [1, "2"]}}
                < {"id":4,"success":false,"error":"input.x must be an array of numbers, found an array of 2"}
                > {"id": 5, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": [1], "min_runs": 0}}
                < {"id":5,"success":false,"error":"input.min_runs must be a whole number from 1 to 67108864, found 0.0"}
                > {"id": 6, "kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": [1], "min_seconds": -1}}
                < {"id":6,"success":false,"error":"input.min_seconds must be a number from 0 on, found -1.0"}
                > {"id": 7, "kind": "evaluate", "module": "kmeans", "function": "cost", "input": {"points": [[1, 2], [3]], "centroids": [[1, 2]]}}
                < {"id":7,"success":false,"error":"input.points[1] must be an array of 2 numbers, found an array of 1 numbers"}
                > {"id": 8, "kind": "evaluate", "module": "kmeans", "function": "cost", "input": {"points": [[1, 2]], "centroids": [[1]]}}
                < {"id":8,"success":false,"error":"input.centroids[0] must be an array of 2 numbers, found an array of 1 numbers"}
                > {"id": 9, "kind": "evaluate", "module": "ode", "function": "primal", "input": {"x": [1, 2], "s": 1.5}}
                < {"id":9,"success":false,"error":"input.s must be a whole number from 1 to 67108864, found 1.5"}
                > {"id": 15, "kind": "evaluate", "module": "ba", "function": "objective", "input": {"n": 1, "m": 1, "p": 1e9}}
                < {"id":15,"success":false,"error":"input.p must be a whole number from 1 to 67108864, found 1.0E9"}
                > {"id": 10}
                < {"id":10,"success":false,"error":"the message has no field 'kind'"}
                > {"kind": "start"}
                < {"id":null,"success":false,"error":"the message has no field 'id'"}
                > {"id": 1.5, "kind": "start"}
                < {"id":null,"success":false,"error":"id must be a whole number, found 1.5"}
                > [1, 2]
                < {"id":null,"success":false,"error":"the message must be an object with the field 'id', found an array of 2 numbers"}
                > {"id": 11, "kind": "start"} and more
                < {"id":null,"success":false,"error":"not JSON: Unrecognized token 'and': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"}
                >\s
                < {"id":null,"success":false,"error":"the line is empty"}
                > {"id": 12, "kind": "start", "id": 13}
                < {"id":null,"success":false,"error":"the field 'id' is given twice"}
                > {"id": 14, "kind": "analysis"}
                < {"id":14}""");
    }

    /// A case: a message's module, function and input, and the output.
    record Case(String function, String input, String output) {}

    private static final List<Case> CASES = List.of(
            new Case("lse.primal", "{\"x\":[0]}", "0.0"),
            new Case("lse.gradient", "{\"x\":[3,3]}", "[0.5,0.5]"),
            // t = −1, 0, 1: the residuals of 1 + t against the sign are all −1
            new Case("llsq.primal", "{\"x\":[1,1],\"n\":3}", "1.5"),
            new Case("llsq.gradient", "{\"x\":[1,1],\"n\":3}", "[3.0,0.0]"),
            new Case("kmeans.cost", "{\"points\":[[1,1],[3,1],[9,9]],\"centroids\":[[2,2],[9,8]]}", "5.0"),
            new Case(
                    "kmeans.dir",
                    "{\"points\":[[1,1],[3,1],[9,9]],\"centroids\":[[2,2],[9,8]]}",
                    "[[0.0,1.0],[0.0,-1.0]]"),
            new Case("ode.primal", "{\"x\":[1,2],\"s\":1}", "[2.0,4.0]"),
            new Case("ode.gradient", "{\"x\":[1,2],\"s\":1}", "[4.0,2.0]"),
            new Case(
                    "ba.objective",
                    "{\"n\":1,\"m\":1,\"p\":2,\"cam\":[0,0,0,0,0,0,4,1,1,0,0],\"x\":[1,2,2],\"w\":0.5,\"feat\":[1,1]}",
                    "{\"reproj_error\":{\"elements\":[1.0,2.0],\"repeated\":2},\"w_err\":{\"element\":0.75,\"repeated\":2}}"),
            new Case(
                    "lstm.objective",
                    "{\"main_params\":[[0,0,0,0],[0,0,0,0]],\"extra_params\":[[0],[0],[0]],\"state\":[[0],[0]],"
                            + "\"sequence\":[[0],[0]]}",
                    "0.0"));

    @Test
    void modulesComputeWhatTheSuiteDefines() {
        List<String> lines = IntStream.range(0, CASES.size())
                .mapToObj(i -> message(i, CASES.get(i).function(), CASES.get(i).input()))
                .toList();
        List<String> answers = serve(List.of("vector", "cpu"), lines).answers();
        for (int i = 0; i < CASES.size(); i++) {
            String expected = "{\"id\":" + i + ",\"success\":true,\"output\":"
                    + CASES.get(i).output() + ",\"timings\":";
            assertTrue(answers.get(i).startsWith(expected), CASES.get(i).function() + ": " + answers.get(i));
        }
    }

    @Test
    void jacobiansAreShapedAsTheSuiteReadsThem() {
        List<String> answers = serve(
                        List.of("vector", "cpu"),
                        List.of(
                                message(
                                        0,
                                        "gmm.jacobian",
                                        "{\"d\":2,\"k\":1,\"n\":1,\"x\":[[0,0]],\"m\":0,\"gamma\":1,\"alpha\":[0],"
                                                + "\"mu\":[[0,0]],\"q\":[[0,0]],\"l\":[[2]]}"),
                                message(
                                        1,
                                        "ba.jacobian",
                                        "{\"n\":1,\"m\":1,\"p\":20,\"cam\":[0,0,0,0,0,0,4,1,1,0,0],\"x\":[1,2,2],"
                                                + "\"w\":0.5,\"feat\":[1,1]}"),
                                message(
                                        2,
                                        "lstm.jacobian",
                                        "{\"main_params\":[[0,0,0,0],[0,0,0,0]],\"extra_params\":[[0],[0],[0]],"
                                                + "\"state\":[[0],[0]],\"sequence\":[[0],[1]]}")))
                .answers();
        // an observation at the mean: what the likelihood and the prior say of q is 1 and −e²ᑫ, of l 0 and −l
        assertTrue(
                answers.get(0)
                        .contains("\"output\":{\"alpha\":[0.0],\"mu\":[[0.0,0.0]],\"q\":[[0.0,0.0]],\"l\":[[-2.0]]}"),
                answers.get(0));
        assertEquals(31, array(answers.get(1), "rows").length);
        assertEquals("620", array(answers.get(1), "rows")[30]);
        assertEquals("33", array(answers.get(1), "cols")[30]);
        assertEquals("-1.0", array(answers.get(1), "vals")[30]);
        assertEquals(8 + 3, array(answers.get(2), "output").length, answers.get(2));
    }

    private static String[] array(String answer, String name) {
        String from = answer.substring(answer.indexOf("\"" + name + "\":[") + name.length() + 4);
        return from.substring(0, from.indexOf(']')).split(",");
    }

    @Test
    void runsAreAsManyAndAsLongAsAskedFor() {
        List<String> answers = serve(
                        List.of("cpu"),
                        List.of(
                                message(0, "lse.primal", "{\"x\":[1],\"min_runs\":7}"),
                                message(1, "lse.primal", "{\"x\":[1],\"min_runs\":1,\"min_seconds\":0.02}")))
                .answers();
        assertEquals(7, evaluations(answers.get(0)).size());
        long total =
                evaluations(answers.get(1)).stream().mapToLong(Long::longValue).sum();
        assertTrue(total >= 20_000_000, "only " + total + " ns");
    }

    private static List<Long> evaluations(String answer) {
        List<Long> times = new ArrayList<>();
        var found = Pattern.compile("\"evaluate\",\"nanoseconds\":(\\d+)").matcher(answer);
        while (found.find()) {
            times.add(Long.parseLong(found.group(1)));
        }
        return times;
    }

    @Test
    void anotherDeviceIsTakenOnlyIfNamedAndIsTold() {
        // the device `planted` lacks Cholesky's factor
        Fn<Tensor, Tensor> logDet = Fn.trace("logDet", f64(2, 2), Matrices::logDet);
        var notes = new ByteArrayOutputStream();
        try (var log = new PrintStream(notes, true, StandardCharsets.UTF_8);
                var both = new Engines(List.of("planted", "cpu"), log);
                var one = new Engines(List.of("planted"), log)) {
            assertEquals("cpu", both.compile("logDet", logDet).engine().device().token());
            String told = notes.toString(StandardCharsets.UTF_8);
            assertTrue(told.startsWith("gradlane: logDet on cpu: device planted has no cholesky"), told);
            assertThrows(LackingKindException.class, () -> one.compile("logDet", logDet));
        }
    }

    private static String message(int id, String name, String input) {
        String[] parts = name.split("\\.");
        return "{\"id\":" + id + ",\"kind\":\"evaluate\",\"module\":\"" + parts[0] + "\",\"function\":\"" + parts[1]
                + "\",\"input\":" + input + "}";
    }
}
