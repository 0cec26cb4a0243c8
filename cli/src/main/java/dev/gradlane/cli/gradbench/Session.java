package dev.gradlane.cli.gradbench;

import dev.gradlane.ComputeException;
import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.GraphException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// One session of the protocol: a line in, a line out, until the input ends. An answer is written whole or not at all.
public final class Session {
    private final PrintStream out;
    private final PrintStream log;
    private final Engines engines;
    private final double warmUp;

    private Session(PrintStream out, PrintStream log, Engines engines, double warmUp) {
        this.out = out;
        this.log = log;
        this.engines = engines;
        this.warmUp = warmUp;
    }

    /// Serves `in` until it ends or nobody reads `out` any more.
    ///
    /// @param log everything that is not an answer
    /// @param devices in order of preference
    /// @param warmUp seconds that each function runs before the runs that count
    public static void serve(InputStream in, PrintStream out, PrintStream log, List<String> devices, double warmUp)
            throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        try (var engines = new Engines(devices, log)) {
            var session = new Session(out, log, engines, warmUp);
            for (String line = lines.readLine(); line != null && !out.checkError(); line = lines.readLine()) {
                session.answer(line);
            }
        }
    }

    private void answer(String line) {
        byte[] answer;
        try {
            answer = answerTo(new Input("", Json.parse(line)));
        } catch (ProtocolException e) {
            // without an id there is no message to answer, but whoever waits for a line gets one
            answer = failure(Optional.empty(), e.getMessage());
        }
        out.write(answer, 0, answer.length);
        out.flush();
    }

    private byte[] answerTo(Input message) {
        long id = id(message);
        try {
            return switch (message.field("kind").text()) {
                case "start" -> Answer.line(json -> start(json, id));
                case "define" -> {
                    Modules.named(message.field("module").text());
                    yield Answer.line(json -> succeeded(json, id));
                }
                case "evaluate" -> evaluate(id, message);
                default -> Answer.line(json -> json.writeNumberProperty("id", id));
            };
        } catch (ProtocolException | GraphException | ComputeException | BackendException e) {
            return failure(Optional.of(id), e.getMessage());
        } catch (OutOfMemoryError e) {
            return failure(
                    Optional.of(id), "memory does not suffice; GRADLANE_JAVA_OPTS=-Xmx8g gives 8 GB to the heap");
        } catch (RuntimeException e) {
            e.printStackTrace(log);
            return failure(Optional.of(id), "a defect of gradlane: " + e);
        }
    }

    private static long id(Input message) {
        Input id = message.field("id");
        double number = id.number();
        if (number != (long) number) {
            throw new ProtocolException("id must be a whole number, found " + number);
        }
        return (long) number;
    }

    private void start(JsonGenerator json, long id) {
        json.writeNumberProperty("id", id);
        json.writeStringProperty("tool", "gradlane");
        json.writeObjectPropertyStart("config");
        json.writeArrayPropertyStart("devices");
        engines.tokens().forEach(json::writeString);
        json.writeEndArray();
        json.writeNumberProperty("warm_up_seconds", warmUp);
        json.writeEndObject();
    }

    private static void succeeded(JsonGenerator json, long id) {
        json.writeNumberProperty("id", id);
        json.writeBooleanProperty("success", true);
    }

    private byte[] evaluate(long id, Input message) {
        long start = System.nanoTime();
        String module = message.field("module").text();
        String function = message.field("function").text();
        Input input = message.field("input");
        Job<?, ?, ?> job = Modules.function(module, function).apply(input);
        Evaluation.Runs runs =
                input.json() instanceof Json.Fields ? Evaluation.Runs.of(input) : new Evaluation.Runs(1, 0);
        String name = module + "." + function
                + message.optional("description")
                        .map(d -> " (" + d.text() + ")")
                        .orElse("");
        Evaluation done = Evaluation.of(name, job, runs, start, warmUp, engines);
        return Answer.line(json -> {
            succeeded(json, id);
            json.writeName("output");
            done.output().accept(json);
            json.writeArrayPropertyStart("timings");
            timing(json, "prepare", done.prepare());
            done.runs().forEach(nanoseconds -> timing(json, "evaluate", nanoseconds));
            json.writeEndArray();
        });
    }

    private static void timing(JsonGenerator json, String name, long nanoseconds) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeNumberProperty("nanoseconds", nanoseconds);
        json.writeEndObject();
    }

    private byte[] failure(Optional<Long> id, String error) {
        log.println("gradlane: " + error);
        Consumer<JsonGenerator> fields = json -> {
            id.ifPresentOrElse(n -> json.writeNumberProperty("id", n), () -> json.writeNullProperty("id"));
            json.writeBooleanProperty("success", false);
            json.writeStringProperty("error", error);
        };
        return Answer.line(fields);
    }
}
