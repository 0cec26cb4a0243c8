package dev.gradlane.conformance;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Language;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Op;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What can be done with each array kind, as a table for the README. A `yes` is a comparison that was made: of all
/// graphs of the gradient rows that hold the kind, forward mode against reverse mode and against differences, the
/// same of the derivative, and a batch against its samples one by one.
public final class LanguageTable {
    private static final String AXIS = "S";
    private static final int SAMPLES = 3;

    /// Kinds without an operand, which nothing can be done with.
    private static final Set<String> LEAVES = Set.of("input", "constant", "iota", "extent");

    /// Kinds with bodies, of which kernels run those whose elements go each their own way.
    private static final Set<String> LOOPS = Set.of("scan", "cond", "while");

    private LanguageTable() {}

    /// @param reference the device that computes
    public static String of(Device reference) {
        Map<String, List<GradientGraphs.Subject>> byKind = new LinkedHashMap<>();
        GradientGraphs.all()
                .forEach(subject -> subject.graph().nodes().stream()
                        .map(node -> node.op().symbol())
                        .distinct()
                        .filter(kind -> !LEAVES.contains(kind))
                        .forEach(kind -> byKind.computeIfAbsent(kind, _ -> new ArrayList<>())
                                .add(subject)));
        Map<String, Checks> checks = new LinkedHashMap<>();
        GradientGraphs.all().forEach(subject -> checks.put(subject.name(), Checks.of(reference, subject)));
        Set<String> kernels = Language.ofKernels().lacking();
        StringBuilder text = new StringBuilder(
                "| kind | forward and reverse mode | second order | batched | cpu, vector | opencl, cuda |\n"
                        + "|---|---|---|---|---|---|\n");
        for (String kind : new TreeSet<>(byKind.keySet())) {
            List<Checks> all = byKind.get(kind).stream()
                    .map(subject -> checks.get(subject.name()))
                    .toList();
            text.append(Stream.of(
                            "`" + kind + "`",
                            yes(all.stream().allMatch(Checks::first)),
                            yes(all.stream().allMatch(Checks::second)),
                            yes(all.stream().allMatch(Checks::batched)),
                            "yes",
                            !kernels.contains(kind) ? "yes" : LOOPS.contains(kind) ? "pointwise" : "refused")
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return text.toString();
    }

    /// Kinds with an operand that no graph of the gradient rows holds: the table would be silent about them.
    public static Set<String> missing(Set<String> kinds, Device reference) {
        Set<String> missing = new TreeSet<>(kinds);
        missing.removeAll(LEAVES);
        of(reference).lines().forEach(line -> missing.removeIf(kind -> line.startsWith("| `" + kind + "`")));
        return missing;
    }

    private static String yes(boolean passed) {
        return passed ? "yes" : "no";
    }

    private record Checks(boolean first, boolean second, boolean batched) {
        static Checks of(Device device, GradientGraphs.Subject subject) {
            Graph graph = subject.graph();
            List<Integer> inputs =
                    IntStream.range(0, graph.inputs().size()).boxed().toList();
            return new Checks(
                    !GradientRows.row(device, "first", graph, subject.differences())
                            .differs(),
                    !GradientRows.row(device, "second", Vjp.of(graph, inputs), subject.differences())
                            .differs(),
                    sameSamples(device, graph, Set.copyOf(inputs)).isEmpty());
        }

        private static Optional<String> sameSamples(Device device, Graph graph, Set<Integer> inputs) {
            Graph batched = Freeze.of(Batch.of(graph, inputs, AXIS));
            Map<String, Long> sizes = Map.of(AXIS, (long) SAMPLES);
            Draw draw = new Draw(2718, graph.nodes().size());
            List<Value> x = batched.inputTypes().stream()
                    .map(type -> Value.of(type, sizes, _ -> DType.F64.bitsOf(0.5 + 0.175 * draw.number())))
                    .toList();
            try {
                return new Samples(Freeze.of(graph), batched, AXIS).difference(device, new Case(batched, x, sizes), 1);
            } catch (RuntimeException e) {
                return Optional.of("the run failed: " + e);
            }
        }
    }

    /// The words of all kinds, of the kinds of bodies too.
    public static Set<String> kinds() {
        Set<String> words = new TreeSet<>();
        kinds(Op.class, words);
        return words;
    }

    private static void kinds(Class<?> sealed, Set<String> words) {
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                kinds(kind, words);
            } else {
                String name = kind.getSimpleName();
                words.add(Character.toLowerCase(name.charAt(0)) + name.substring(1));
            }
        }
    }
}
