package dev.gradlane.benchmarks;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What `gradlane bench` runs: each workload on the reference and on chosen devices, results verified first, then
/// timed, and their bits
/// compared with the reference device.
public final class MainJob {
    private static final String REFERENCE = "cpu";
    private static final long MEASURE_NANOS = 2_000_000_000L;
    private static final long NO_FASTER_NANOS = 2_000_000_000L;
    private static final long MOST_WARM_UP_NANOS = 10_000_000_000L;

    private MainJob() {}

    /// @param samplesPerSecond median over the timed runs
    /// @param bits `reference`, `exact` (equal to the reference) or `differs`
    /// @param digest SHA-256 over the results
    public record Row(
            String workload,
            String device,
            String dtype,
            int batch,
            double samplesPerSecond,
            String bits,
            String digest) {}

    /// @param findings a sentence per workload: what was computed
    public record Report(List<String> findings, List<Row> rows) {}

    /// Runs every workload on the reference first, then on each of `devices`.
    ///
    /// @param devices tokens of devices that are ready
    /// @throws IllegalStateException if a result fails its check
    public static Report run(List<String> devices) {
        List<String> findings = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (Workload workload : List.of(new LogisticWorkload(), new GreeksWorkload(1_000_000, 42))) {
            String reference = "";
            for (String device : referenceFirst(devices)) {
                Row row = measure(workload, device, reference, findings);
                reference = device.equals(REFERENCE) ? row.digest() : reference;
                rows.add(row);
            }
        }
        return new Report(findings, rows);
    }

    private static List<String> referenceFirst(List<String> devices) {
        return Stream.concat(Stream.of(REFERENCE), devices.stream()).distinct().toList();
    }

    private static Row measure(Workload workload, String device, String reference, List<String> findings) {
        try (Engine engine = Engine.open(device);
                Workload.Session session = workload.open(engine)) {
            List<Tensor> results = session.run();
            String finding = workload.verify(results);
            if (device.equals(REFERENCE)) {
                findings.add(finding);
            }
            String digest = Tree.digest(results);
            results.forEach(Tensor::close);
            String bits = device.equals(REFERENCE) ? "reference" : digest.equals(reference) ? "exact" : "differs";
            warmUp(session);
            double seconds = median(session);
            return new Row(
                    workload.name(),
                    device,
                    workload.dtype(),
                    workload.batch(),
                    workload.batch() / seconds,
                    bits,
                    digest);
        }
    }

    /// Runs until none was faster than those before for a while: HotSpot compiles, and devices change to their fast
    /// code, beside the runs.
    private static void warmUp(Workload.Session session) {
        long last = System.nanoTime() + MOST_WARM_UP_NANOS;
        long end = System.nanoTime() + NO_FASTER_NANOS;
        double shortest = Double.MAX_VALUE;
        while (System.nanoTime() < Math.min(end, last)) {
            double seconds = seconds(session);
            if (seconds < 0.9 * shortest) {
                shortest = seconds;
                end = System.nanoTime() + NO_FASTER_NANOS;
            }
        }
    }

    private static double seconds(Workload.Session session) {
        long start = System.nanoTime();
        session.run().forEach(Tensor::close);
        return (System.nanoTime() - start) * 1e-9;
    }

    /// Median seconds of a run, over as many as fit the time, at least three.
    private static double median(Workload.Session session) {
        List<Double> seconds = new ArrayList<>();
        long end = System.nanoTime() + MEASURE_NANOS;
        do {
            seconds.add(seconds(session));
        } while (System.nanoTime() < end || seconds.size() < 3);
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
