package dev.gradlane.cli;

import dev.gradlane.benchmarks.MainJob;
import dev.gradlane.cli.output.JsonWriter;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `gradlane bench`: what was computed, then how fast on each device and whether with the same bits.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Runs the main job: gradients over real and synthetic batches, each device against cpu.",
        exitCodeList = {"0:every bit is right", "1:something differs"},
        exitCodeListHeading = "Exit codes:%n")
final class BenchCommand implements Callable<Integer> {
    /// Form of the output.
    enum Format {
        table,
        json
    }

    private final PrintStream out;

    @Option(names = "--format", paramLabel = "table|json", defaultValue = "table", description = "form of the output")
    private Format format = Format.table;

    @Option(names = "--device", paramLabel = "TOKEN,…", description = "Default: the one that an engine opens.")
    private Optional<String> tokens = Optional.empty();

    BenchCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        MainJob.Report report = MainJob.run(devices());
        switch (format) {
            case table -> print(report);
            case json -> json(report);
        }
        boolean differs = report.rows().stream().anyMatch(row -> row.bits().equals("differs"));
        return differs ? Failure.CHECK_FAILED : 0;
    }

    private List<String> devices() {
        return tokens.map(text -> Arguments.names("--device", text))
                .map(names ->
                        names.stream().map(name -> Devices.named(name).token()).toList())
                .orElseGet(() -> List.of(Devices.best().token()));
    }

    private void json(MainJob.Report report) {
        try (JsonGenerator json = JsonWriter.generator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("rows");
            for (MainJob.Row row : report.rows()) {
                json.writeStartObject();
                json.writeStringProperty("workload", row.workload());
                json.writeStringProperty("device", row.device());
                json.writeStringProperty("dtype", row.dtype());
                json.writeNumberProperty("batch", row.batch());
                json.writeNumberProperty("samplesPerSecond", row.samplesPerSecond());
                json.writeStringProperty("bits", row.bits());
                json.writeStringProperty("digest", row.digest());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void print(MainJob.Report report) {
        report.findings().forEach(out::println);
        out.println();
        line("function", "device", "type", "batch", "samples/s", "same bits");
        for (MainJob.Row row : report.rows()) {
            line(
                    row.workload(),
                    row.device(),
                    row.dtype(),
                    Integer.toString(row.batch()),
                    String.format(Locale.ROOT, "%,.0f", row.samplesPerSecond()),
                    switch (row.bits()) {
                        case "reference" -> "(reference)";
                        case "exact" -> "yes";
                        default -> "NO";
                    });
        }
        out.println();
        out.println(advice(report.rows()));
        out.println("Next: ./gradlane grad --fn '(x+y)*z' --at x=-2,y=5,z=-4");
    }

    private void line(String function, String device, String type, String batch, String speed, String bits) {
        out.printf(Locale.ROOT, "%-22s %-13s %-4s %9s %15s  %s%n", function, device, type, batch, speed, bits);
    }

    /// How many times as fast as the reference the fastest device is, for each function.
    private static String advice(List<MainJob.Row> rows) {
        List<String> ratios = new ArrayList<>();
        for (MainJob.Row row : rows) {
            if (row.bits().equals("reference")) {
                rows.stream()
                        .filter(r -> r.workload().equals(row.workload())
                                && !r.device().equals(row.device()))
                        .max(Comparator.comparingDouble(MainJob.Row::samplesPerSecond))
                        .ifPresent(best -> ratios.add(String.format(
                                Locale.ROOT,
                                "%s: %s has %.1f times the speed of %s.",
                                row.workload(),
                                best.device(),
                                best.samplesPerSecond() / row.samplesPerSecond(),
                                row.device())));
            }
        }
        return ratios.isEmpty()
                ? "Only the scalar reference ran; './gradlane devices' lists what else there is, and why not."
                : String.join("\n", ratios);
    }
}
