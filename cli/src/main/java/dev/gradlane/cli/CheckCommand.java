package dev.gradlane.cli;

import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.cli.Variant.Choice;
import dev.gradlane.cli.output.TextTable;
import dev.gradlane.conformance.Conformance;
import dev.gradlane.conformance.ConformanceRow;
import dev.gradlane.conformance.FuzzFailure;
import dev.gradlane.conformance.Fuzzer;
import dev.gradlane.conformance.golden.GoldenBits;
import dev.gradlane.text.TextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gradlane check`: do the devices give the bits that the numerics contract fixes?
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks devices against the numerics contract: every operation, golden bits, random graphs.",
        exitCodeList = {"0:every bit is right", "1:something differs"},
        exitCodeListHeading = "Exit codes:%n")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--device", paramLabel = "TOKEN,…", description = "Default: all that are ready.")
    private Optional<String> tokens = Optional.empty();

    @Option(names = "--widths", paramLabel = "BITS,…", description = "Of the vector device: 64 (no SIMD) to 512.")
    private Optional<String> widths = Optional.empty();

    @Option(names = "--threads", paramLabel = "N,…", description = "Of the vector device.")
    private Optional<String> threads = Optional.empty();

    @Option(
            names = "--tiers",
            paramLabel = "TIER,…",
            description = "Of the vector device: auto, tile, fused; default: tile, fused.")
    private Optional<String> tiers = Optional.empty();

    @Option(names = "--fuzz", paramLabel = "N", description = "How many random graphs; default: 200.")
    private int graphs = 200;

    @Option(names = "--seed", paramLabel = "S", description = "Graph i depends on the seed and i alone; default: 1.")
    private long seed = 1;

    @Option(names = "--replay", paramLabel = "FILE.ir", description = "Run the graph of a failure again instead.")
    private Optional<Path> replay = Optional.empty();

    @Option(
            names = "--exhaustive",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "NAME,…",
            description =
                    "Instead: the accuracy of functions over all 2^32 f32 inputs, on the first device of --device "
                            + "(default: vector); the others must give the same bits. Without names: of all functions.")
    private Optional<String> exhaustive = Optional.empty();

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description = "With --exhaustive: how many of 1024 blocks of inputs the other devices run; default: all.")
    private int blocks = 1024;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "With --exhaustive: default: docs/accuracy.tsv; accuracy.md is written beside it.")
    private Path results = Path.of("docs", "accuracy.tsv");

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (graphs < 0) {
            throw new Failure(Failure.USAGE, "--fuzz takes a number of graphs, not " + graphs);
        }
        if (exhaustive.isPresent()) {
            return exhaustive(exhaustive.get());
        }
        List<Device> devices = new ArrayList<>();
        try {
            variants().forEach(variant -> devices.add(variant.open()));
            int count = replay.isPresent() ? 1 : graphs;
            int differing = replay.map(file -> replay(file, devices)).orElseGet(() -> compare(devices));
            terminal.out().println(count + " graphs, " + differing + " differing");
            terminal.out().flush();
            return differing > 0 ? Failure.CHECK_FAILED : 0;
        } finally {
            devices.forEach(Device::close);
        }
    }

    private int exhaustive(String names) {
        if (blocks < 1 || blocks > 1024) {
            throw new Failure(Failure.USAGE, "--blocks is a number from 1 to 1024, not " + blocks);
        }
        List<DeviceInfo> devices = Arguments.names("--device", tokens.orElse("vector")).stream()
                .map(Devices::named)
                .toList();
        List<String> functions = names.isEmpty() ? List.of() : Arguments.names("--exhaustive", names);
        int bad = new ExhaustiveCheck(terminal, results, blocks).run(functions, devices);
        terminal.out().println(bad + " rows that break their promise or differ between devices");
        terminal.out().flush();
        return bad > 0 ? Failure.CHECK_FAILED : 0;
    }

    private List<Variant> variants() {
        List<Choice> choices = List.of(
                choice("--widths", widths, "64|128|256|512", "bits"),
                choice("--threads", threads, "[1-9]\\d{0,3}", "threads"),
                choice("--tiers", tiers, "auto|tile|fused", "tier"));
        List<DeviceInfo> devices = tokens.map(text -> Arguments.names("--device", text).stream()
                        .map(Devices::named)
                        .toList())
                .orElseGet(Devices::ready);
        if (devices.isEmpty()) {
            throw new Failure(Failure.UNAVAILABLE, "no device is ready: gradlane devices says why");
        }
        List<Variant> variants =
                devices.stream().flatMap(d -> Variant.of(d, choices).stream()).toList();
        if (choices.stream().anyMatch(c -> !c.values().isEmpty())
                && variants.stream().allMatch(v -> v.forced().isEmpty())) {
            throw new Failure(
                    Failure.USAGE,
                    "--widths, --threads and --tiers are for the vector device, which is not among "
                            + String.join(
                                    ", ", variants.stream().map(Variant::label).toList()));
        }
        return tiers.isPresent()
                ? variants
                : variants.stream().flatMap(Variant::eachTier).toList();
    }

    private static Choice choice(String option, Optional<String> text, String legal, String name) {
        List<String> values = text.map(t -> Arguments.names(option, t)).orElse(List.of());
        for (String value : values) {
            if (!value.matches(legal)) {
                String words = legal.startsWith("[") ? "positive numbers" : legal.replace("|", ", ");
                throw new Failure(Failure.USAGE, option + " takes " + words + ", not '" + value + "'");
            }
        }
        return new Choice(name, values);
    }

    /// Rows and random graphs on every device; prints what differs, then the table.
    ///
    /// @return how many rows and graphs differ
    private int compare(List<Device> devices) {
        Map<String, Integer> rows = new HashMap<>();
        Map<String, Integer> differingRows = new HashMap<>();
        for (Device device : devices) {
            String name = device.info().token();
            List<ConformanceRow> compared = new ArrayList<>(Conformance.rows(device));
            compared.addAll(GoldenBits.rows(device));
            rows.put(name, compared.size());
            differingRows.put(name, report(name + ": ", compared));
        }
        Map<String, Integer> differingGraphs = new HashMap<>();
        int differing = fuzz(devices, differingGraphs);
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("device", "rows", "differing", "graphs", "differing"));
        for (Device device : devices) {
            String name = device.info().token();
            lines.add(List.of(
                    name,
                    Integer.toString(rows.get(name)),
                    Integer.toString(differingRows.get(name)),
                    Integer.toString(graphs),
                    Integer.toString(differingGraphs.getOrDefault(name, 0))));
        }
        TextTable.align(lines).forEach(terminal.out()::println);
        for (Device device : devices) {
            if (!device.language().lacking().isEmpty()) {
                terminal.out()
                        .println(device.info().token() + " refuses by name: "
                                + String.join(
                                        ", ", new TreeSet<>(device.language().lacking())));
            }
        }
        return differing
                + differingRows.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int replay(Path file, List<Device> devices) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new Failure(Failure.BAD_FILE, "--replay: the file " + file + " does not exist");
            }
            return report("", Fuzzer.replay(file, devices));
        } catch (IOException e) {
            throw new Failure(Failure.BAD_FILE, "--replay: " + file + " cannot be read as text");
        } catch (TextException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.BAD_FILE, "--replay: " + file + " is no graph with its inputs: " + e.getMessage());
        }
    }

    /// Prints the rows that differ; returns how many.
    private int report(String prefix, List<ConformanceRow> rows) {
        List<ConformanceRow> failed =
                rows.stream().filter(ConformanceRow::differs).toList();
        failed.forEach(row -> terminal.out().println(prefix + row.name() + ": " + row.detail()));
        return failed.size();
    }

    private int fuzz(List<Device> devices, Map<String, Integer> differing) {
        int total = Fuzzer.run(devices, graphs, seed, (index, failure) -> {
            if (terminal.interactive()) {
                terminal.err().print("\rgraph " + (index + 1) + " of " + graphs);
            }
            failure.ifPresent(f -> {
                differing.merge(f.device(), 1, Integer::sum);
                tell(f);
            });
        });
        if (terminal.interactive()) {
            terminal.err().print("\r" + " ".repeat(40) + "\r");
        }
        return total;
    }

    private void tell(FuzzFailure failure) {
        terminal.out().println(failure);
        try {
            terminal.err().println("gradlane: wrote " + failure.write(Path.of("")) + ", which --replay runs again");
        } catch (IOException e) {
            terminal.err().println("gradlane: the failing graph could not be written: " + e.getMessage());
        }
    }
}
