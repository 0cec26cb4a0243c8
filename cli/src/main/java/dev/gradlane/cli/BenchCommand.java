package dev.gradlane.cli;

import dev.gradlane.benchmarks.MainJob;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `gradlane bench`: what was computed, then how fast on each device and whether with the same bits.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Runs the main job: gradients over real and synthetic batches, on every ready device.")
final class BenchCommand implements Callable<Integer> {
    /// Form of the output.
    enum Format {
        table,
        json
    }

    private final PrintStream out;

    @Option(names = "--format", paramLabel = "table|json", defaultValue = "table", description = "form of the output")
    private Format format = Format.table;

    BenchCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        MainJob.Report report = MainJob.run();
        if (format == Format.json) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("rows", report.rows());
            out.println(JsonMapper.shared().writeValueAsString(json));
        } else {
            print(report);
        }
        boolean differs = report.rows().stream().anyMatch(row -> row.bits().equals("differs"));
        return differs ? 1 : 0;
    }

    private void print(MainJob.Report report) {
        report.findings().forEach(out::println);
        out.println();
        out.printf(
                Locale.ROOT,
                "%-22s %-10s %-5s %9s %15s  %s%n",
                "function",
                "device",
                "type",
                "batch",
                "samples/s",
                "same bits");
        for (MainJob.Row row : report.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %-10s %-5s %9d %,15.0f  %s%n",
                    row.workload(),
                    row.device(),
                    row.dtype(),
                    row.batch(),
                    row.samplesPerSecond(),
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

    private static String advice(List<MainJob.Row> rows) {
        MainJob.Row fastest = rows.stream()
                .max(Comparator.comparingDouble(MainJob.Row::samplesPerSecond))
                .orElseThrow();
        long devices = rows.stream().map(MainJob.Row::device).distinct().count();
        return devices == 1
                ? "Only the scalar reference is ready on this machine; './gradlane devices' says why."
                : "Use " + fastest.device() + " from batches of " + fastest.batch() + " on.";
    }
}
