package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Random graphs, transformed at random, compiled at every setting of the preserving passes: bits must be
/// those of the [Definition]. Graph i depends on (seed, i) only.
public final class Fuzzer {
    private static final List<CompileOptions> SETTINGS = List.of(
            CompileOptions.DEFAULT,
            new CompileOptions(false, false, false, false, false),
            new CompileOptions(true, false, true, false, true),
            new CompileOptions(false, true, true, true, false));
    private static final List<Long> SIZES = List.of(1L, 2L, 3L, 5L, 8L);

    private Fuzzer() {}

    /// Hears of each graph when it has been compared: once of a graph without a failure, else once of each failure.
    @FunctionalInterface
    public interface Listener {
        void graph(int index, Optional<FuzzFailure> failure);
    }

    /// Compares `count` graphs on every device.
    ///
    /// @return how many graphs differed
    public static int run(List<Device> devices, int count, long seed, Listener listener) {
        int differing = 0;
        for (int index = 0; index < count; index++) {
            List<FuzzFailure> failures = graph(devices, seed, index);
            if (failures.isEmpty()) {
                listener.graph(index, Optional.empty());
            } else {
                differing++;
                for (FuzzFailure failure : failures) {
                    listener.graph(index, Optional.of(failure));
                }
            }
        }
        return differing;
    }

    /// Runs the case of a `.ir` file on every device at every setting.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws dev.gradlane.text.TextException if it holds no graph
    /// @throws IllegalArgumentException if its sizes or inputs do not fit the graph
    public static List<ConformanceRow> replay(Path file, List<Device> devices) throws IOException {
        Case parsed = Case.parse(Files.readString(file));
        Graph frozen = isFrozen(parsed.graph()) ? parsed.graph() : Freeze.of(parsed.graph());
        Case replayed = new Case(frozen, parsed.inputs(), parsed.sizes());
        List<Value> expected = defined(replayed);
        List<ConformanceRow> rows = new ArrayList<>();
        for (Device device : devices) {
            for (CompileOptions setting : SETTINGS) {
                String name = file.getFileName() + " on " + device.info().token() + " with " + text(setting);
                rows.add(difference(device, setting, replayed, expected)
                        .map(detail -> ConformanceRow.differs(name, detail))
                        .orElseGet(() -> ConformanceRow.same(name)));
            }
        }
        return rows;
    }

    private static List<Value> defined(Case replayed) {
        try {
            return Definition.run(replayed.graph(), replayed.inputs(), replayed.sizes());
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a lookup outside its table has no defined result", e);
        }
    }

    /// A shrunk graph is compiled as it stands: freezing it once more could rewrite the failure away.
    private static boolean isFrozen(Graph graph) {
        return graph.nodes().stream()
                .noneMatch(n -> n.op() instanceof dev.gradlane.graph.Op.Call
                        || n.op() instanceof dev.gradlane.graph.Op.Map(dev.gradlane.graph.Composite _));
    }

    /// At most one failure of each device, or one of no device.
    private static List<FuzzFailure> graph(List<Device> devices, long seed, int index) {
        Draw draw = new Draw(seed, index);
        Graph drawn = drawn(draw, index);
        String text = GraphText.print(drawn);
        try {
            Graph graph = Transforms.apply(draw, drawn);
            text = GraphText.print(graph);
            Graph frozen = Freeze.of(graph);
            if (!GraphText.parse(text).equals(graph)
                    || !GraphText.parse(GraphText.print(frozen)).equals(frozen)) {
                return List.of(new FuzzFailure(seed, index, "none", "text", "does not parse back", text));
            }
            if (!Freeze.of(frozen).equals(frozen)) {
                String again = GraphText.print(frozen) + "\n; frozen again\n" + GraphText.print(Freeze.of(frozen));
                return List.of(new FuzzFailure(seed, index, "none", "freeze", "is not idempotent", again));
            }
            Case drawnCase = inputs(draw, frozen);
            List<Value> expected = Definition.run(frozen, drawnCase.inputs(), drawnCase.sizes());
            Optional<String> unrolled = unrolled(graph, drawnCase, expected);
            if (unrolled.isPresent()) {
                return List.of(new FuzzFailure(seed, index, "none", "steps written out", unrolled.get(), text));
            }
            Optional<Batches> batches = Batches.draw(draw, graph, drawnCase);
            return devices.stream()
                    .flatMap(device -> compare(device, seed, index, drawnCase, expected)
                            .or(() -> batches.flatMap(b -> b.difference(device)
                                    .map(detail -> new FuzzFailure(
                                            seed,
                                            index,
                                            device.info().token(),
                                            "batches",
                                            detail,
                                            b.whole().print()))))
                            .stream())
                    .toList();
        } catch (RuntimeException | AssertionError e) {
            String where = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
            return List.of(new FuzzFailure(seed, index, "none", "crash", e + where, text));
        }
    }

    /// A loop has the bits of its steps, whatever freezing moves out of it.
    private static Optional<String> unrolled(Graph graph, Case drawn, List<Value> expected) {
        boolean loops = graph.nodes().stream().anyMatch(n -> n.op() instanceof dev.gradlane.graph.Op.Control);
        return loops
                ? Value.difference(
                        expected, Definition.run(Freeze.of(Unrolled.of(graph)), drawn.inputs(), drawn.sizes()))
                : Optional.empty();
    }

    private static Graph drawn(Draw draw, int index) {
        if (index % 12 == 8) {
            return LoopGraphs.draw(draw, "loops_" + index);
        }
        return index % 3 == 2
                ? KernelGraphs.draw(draw, "kernels_" + index)
                : GraphGenerator.draw(draw, "fuzz_" + index, index % 4 == 3);
    }

    private static Case inputs(Draw draw, Graph graph) {
        Map<String, Long> sizes = new HashMap<>();
        graph.symbols().forEach(symbol -> {
            List<Long> large = KernelGraphs.sizes(symbol);
            sizes.put(symbol, draw.from(large.isEmpty() ? SIZES : large));
        });
        return new Case(
                graph,
                graph.inputTypes().stream().map(type -> draw.value(type, sizes)).toList(),
                sizes);
    }

    private static Optional<FuzzFailure> compare(
            Device device, long seed, int index, Case drawn, List<Value> expected) {
        for (CompileOptions setting : SETTINGS) {
            Optional<String> difference = difference(device, setting, drawn, expected);
            if (difference.isPresent()) {
                Case small = Shrinker.shrink(
                        drawn,
                        c -> difference(device, setting, c, Definition.run(c.graph(), c.inputs(), c.sizes()))
                                .isPresent());
                return Optional.of(new FuzzFailure(
                        seed, index, device.info().token(), text(setting), difference.get(), small.print()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(Device device, CompileOptions setting, Case run, List<Value> expected) {
        if (Refusals.lacking(device, run.graph()).isPresent()) {
            return Refusals.difference(device, run.graph());
        }
        try {
            return Value.difference(expected, DeviceRun.of(device, run.graph(), setting, run.inputs(), run.sizes()));
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static String text(CompileOptions setting) {
        return setting.toString();
    }
}
