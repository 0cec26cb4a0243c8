package dev.gradlane.cli;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.Device;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.picture.Circuit;
import dev.gradlane.cli.picture.Dot;
import dev.gradlane.cli.picture.EdgeList;
import dev.gradlane.cli.picture.EdgeValues;
import dev.gradlane.cli.picture.Svg;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Prune;
import dev.gradlane.text.GraphText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gradlane explain`: what a function is made of, as graph text or as a picture.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows what an expression is made of; at a point, what flows forward and back.")
final class ExplainCommand implements Runnable {
    enum Emit {
        graph,
        gradient,
        expanded,
        dot,
        svg
    }

    private static final int MOST_DRAWN = 2000;

    private final Terminal terminal;

    @Option(
            names = "--fn",
            required = true,
            paramLabel = "EXPR",
            description = "The function; @FILE reads it from a file.")
    private String function = "";

    @Option(names = "--at", paramLabel = "name=v,…", description = "A point, whose values the picture shows.")
    private List<String> at = List.of();

    @Option(
            names = "--emit",
            paramLabel = "graph|gradient|expanded|dot|svg",
            description =
                    "Graph text: the function, with its gradient, as it runs; or a picture. Default: a line per edge.")
    private Optional<Emit> emit = Optional.empty();

    @Option(
            names = "--stage",
            paramLabel = "graph|frozen|kernels|plan|source",
            description = "Value and gradient over a batch of rows: the graph, what is executed of it, its kernels and"
                    + " why they are these, their memory, or the device's own code.")
    private Optional<Stage> stage = Optional.empty();

    @Option(names = "--dtype", paramLabel = "f32|f64", description = "Default: f64.")
    private String dtypeName = "f64";

    @Option(
            names = "--device",
            paramLabel = "TOKEN",
            description = "Where the values are computed, or whose code is shown.")
    private Optional<String> device = Optional.empty();

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Expression expression = Arguments.expression(function);
        DType dtype = Arguments.dtype(dtypeName);
        if (stage.isPresent()) {
            if (emit.isPresent() || !at.isEmpty()) {
                throw new Failure(Failure.USAGE, "--stage shows a program: --emit and --at have no place beside it");
            }
            print(stage.get().show(expression, dtype, device));
            return;
        }
        Graph graph = graph(expression, dtype);
        boolean picture = emit.filter(
                        e -> EnumSet.range(Emit.graph, Emit.expanded).contains(e))
                .isEmpty();
        if (picture && graph.nodes().size() > MOST_DRAWN) {
            throw new Failure(
                    Failure.USAGE,
                    "a picture of " + graph.nodes().size()
                            + " operations would show nothing: --emit graph prints them");
        }
        Optional<EdgeValues> values = picture ? values(expression, graph, dtype) : Optional.empty();
        String text = emit.map(e -> switch (e) {
                    case graph -> GraphText.print(graph);
                    case gradient -> GraphText.print(gradient(graph));
                    case expanded -> Stage.frozen(gradient(graph));
                    case dot -> Dot.draw(Circuit.of(graph, values));
                    case svg -> Svg.draw(Circuit.of(graph, values));
                })
                .orElseGet(() -> EdgeList.draw(Circuit.of(graph, values), terminal::red, terminal::blue));
        print(text);
    }

    private void print(String text) {
        terminal.out().print(text.endsWith("\n") ? text : text + "\n");
        terminal.out().flush();
    }

    private static Graph graph(Expression expression, DType dtype) {
        return Prune.of(
                expression.isReduced()
                        ? expression.batchGraph(dtype, new HashSet<>(expression.names()), Derivatives.ROWS)
                        : expression.sampleGraph(dtype));
    }

    private static Graph gradient(Graph graph) {
        return Prune.of(Vjp.valueAndGradient(
                graph, IntStream.range(0, graph.inputs().size()).boxed().toList()));
    }

    private Optional<EdgeValues> values(Expression expression, Graph graph, DType dtype) {
        Map<String, String> point = Arguments.numbers("--at", at, dtype);
        for (String name : point.keySet()) {
            if (!expression.names().contains(name)) {
                throw new Failure(Failure.USAGE, "--at: '" + name + "' is no input of the function");
            }
        }
        if (point.isEmpty() && !expression.names().isEmpty()) {
            return Optional.empty();
        }
        for (String name : expression.names()) {
            if (!point.containsKey(name)) {
                throw new Failure(Failure.USAGE, "no value for '" + name + "': give it by --at");
            }
        }
        List<MemorySegment> inputs = graph.inputNames().stream()
                .map(name -> scalar(point.get(name), dtype))
                .toList();
        try (Device opened = Devices.open(device)) {
            return Optional.of(new EdgeValues(opened, graph, inputs));
        }
    }

    private static MemorySegment scalar(String value, DType dtype) {
        MemorySegment scalar = Arena.ofAuto().allocate(dtype.bytes(), 64);
        Numbers.set(scalar, 0, dtype, Numbers.parse(value, dtype));
        return scalar;
    }
}
