package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The page that people read, `docs/accuracy.md`, made from the results' file alone.
public final class AccuracyPage {
    private static final String INTRODUCTION = """
            # How accurate the functions are

            Every function is made of IEEE 754 instructions in the graph, so its error is the same on every device. It is
            measured against an oracle of more than 60 digits. *All* in the column of inputs means each of the 2³² f32
            numbers; *sampled* means as many seeded ones, and points of a grid, as the next column counts. Errors are in ulp, the spacing of the
            format at the true result (the least subnormal below the normal range), and stand at the input given in
            hexadecimal. *Misrounded* counts results that are not the number nearest to the truth; for a correctly rounded
            function it is 0 and the largest error ½. A prime marks the first derivative, by the operand that follows it. Where a
            function's documentation promises ulp of some least number (near a zero, say), they are counted so.

            This page is written by `./gradlane check --exhaustive`, from `docs/accuracy.tsv`; the table of blocks at its
            end says on which devices these bits were met: opencl:0 is PoCL on a processor, cuda:0 and opencl:1 the GPU of
            [gpu.md](gpu.md#measured-so-far) by its two drivers.
            """;

    private AccuracyPage() {}

    /// The text for these results.
    public static String of(AccuracyTable table) {
        List<String> lines = new ArrayList<>(INTRODUCTION.lines().toList());
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            List<AccuracyRow> rows =
                    table.rows().stream().filter(r -> r.dtype() == dtype).toList();
            if (rows.isEmpty()) {
                continue;
            }
            lines.add("");
            lines.add("## " + dtype.symbol());
            lines.add("");
            lines.add("| function | inputs | judged | largest error, ulp | promised | at | misrounded |");
            lines.add("|---|---|---|---|---|---|---|");
            rows.forEach(row -> lines.add(line(row)));
        }
        lines.add("");
        lines.add("## Blocks of 4 194 304 inputs with the same bits, of 1024");
        lines.add("");
        table.rows().stream()
                .filter(AccuracyRow::exhaustive)
                .map(row -> "- " + row.name() + ": "
                        + row.devices().entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .collect(Collectors.joining(", ")))
                .forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String line(AccuracyRow row) {
        return "| %s | %s | %d | %s | %s | `%s` | %s |"
                .formatted(
                        row.name(),
                        row.exhaustive() ? "all" : "sampled",
                        row.judged(),
                        ulps(row.ulps()),
                        promise(row).map(AccuracyPage::number).orElse("-"),
                        row.worst(),
                        share(row));
    }

    private static Optional<Double> promise(AccuracyRow row) {
        return Promises.of(row.name(), row.dtype());
    }

    private static String ulps(double ulps) {
        return String.format(Locale.ROOT, "%.4f", ulps);
    }

    private static String number(double promise) {
        return promise == Math.rint(promise) ? Long.toString((long) promise) : Double.toString(promise);
    }

    private static String share(AccuracyRow row) {
        return row.misrounded() == 0
                ? "0"
                : String.format(Locale.ROOT, "%d (%.2f %%)", row.misrounded(), 100.0 * row.misrounded() / row.judged());
    }
}
