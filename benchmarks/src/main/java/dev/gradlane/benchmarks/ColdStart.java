package dev.gradlane.benchmarks;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Program;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Circuits;
import dev.gradlane.examples.Greeks;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What a program waits for that has just been started: the time from the start of a process to the end of its first,
/// tenth and hundredth call, everything included (the JVM, tracing, differentiation, lowering, code generation). Each
/// figure is the median over fresh processes, in which the settings take turns.
///
/// ```text
/// java -cp … dev.gradlane.benchmarks.ColdStart [jobs, a regular expression] [tiers] [starts]
/// ```
public final class ColdStart {
    private static final List<Integer> CALLS = List.of(1, 10, 100);
    private static final String CHILD = "--one";
    private static final int CHAIN = 125;

    private ColdStart() {}

    private enum Job {
        NEURON_1000(1000),
        GREEKS_1000(1000),
        GREEKS_100000(100_000),
        CHAIN_1000(1000),
        ROWS_1000(1000);

        private final int batch;

        Job(int batch) {
            this.batch = batch;
        }

        Graph graph() {
            return switch (this) {
                case NEURON_1000 ->
                    Circuits.neuron(Ops.f32()).valueAndGradient().batched().graph();
                case GREEKS_1000, GREEKS_100000 ->
                    Greeks.price(Ops.f32()).valueAndGradient().batched().graph();
                case CHAIN_1000 ->
                    Fn.trace("chain", Ops.f32(), ColdStart::chain).batched().graph();
                case ROWS_1000 ->
                    Circuits.neuron(Ops.f32())
                            .batched()
                            .mean()
                            .valueAndGradient()
                            .graph();
            };
        }
    }

    /// Four instructions, many times.
    private static Tensor chain(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < CHAIN; i++) {
            y = Ops.sqrt(y.times(x).plus(0.25)).plus(x);
        }
        return y;
    }

    private static void one(Job job) {
        try (Engine engine = Engine.open()) {
            Program program = engine.compile(job.graph());
            List<Tensor> inputs = new ArrayList<>();
            for (TensorType type : program.frozen().inputTypes()) {
                SplittableRandom random = new SplittableRandom(inputs.size());
                float[] data = new float[type.shape().rank() == 0 ? 1 : job.batch];
                for (int i = 0; i < data.length; i++) {
                    data[i] = (float) random.nextDouble(0.1, 2);
                }
                inputs.add(type.shape().rank() == 0 ? Tensor.of(data[0]) : Tensor.of(data));
            }
            List<Tensor> results = new ArrayList<>();
            for (TensorType type : program.frozen().outputTypes()) {
                results.add(type.shape().rank() == 0 ? Tensor.of(0f) : Tensor.of(new float[job.batch]));
            }
            System.out.println(0);
            for (int call = 1; call <= CALLS.getLast(); call++) {
                program.runInto(inputs, results);
                if (CALLS.contains(call)) {
                    System.out.println(call);
                }
            }
        }
    }

    /// Milliseconds from the start of a process to its call number `key`; 0: to its compiled program.
    private static Map<Integer, Double> start(Job job, String tier) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dgradlane.vector.tier=" + tier);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ColdStart.class.getName(), CHILD, job.name()));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<Integer, Double> times = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                times.put(Integer.parseInt(line), (System.nanoTime() - begin) * 1e-6);
            }
        }
        if (!times.containsKey(CALLS.getLast())) {
            throw new IOException(String.join(" ", command) + " came to call " + times.keySet());
        }
        return times;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /// @param args see the class
    public static void main(String[] args) throws IOException {
        if (args.length == 2 && args[0].equals(CHILD)) {
            one(Job.valueOf(args[1]));
            return;
        }
        String jobs = args.length > 0 ? args[0] : ".*";
        List<String> tiers = List.of((args.length > 1 ? args[1] : "fused,auto").split(","));
        int starts = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        System.out.println("milliseconds from the start of the process, median of " + starts + " starts");
        System.out.printf("%-15s %-6s %9s %9s %9s %9s%n", "job", "tier", "compiled", "1 call", "10 calls", "100 calls");
        for (Job job : Job.values()) {
            if (!job.name().toLowerCase(Locale.ROOT).matches(jobs)) {
                continue;
            }
            Map<String, List<Map<Integer, Double>>> measured = new LinkedHashMap<>();
            for (int i = 0; i < starts; i++) {
                for (String tier : tiers) {
                    measured.computeIfAbsent(tier, _ -> new ArrayList<>()).add(start(job, tier));
                }
            }
            measured.forEach((tier, times) -> {
                StringBuilder line =
                        new StringBuilder("%-15s %-6s".formatted(job.name().toLowerCase(Locale.ROOT), tier));
                IntStream.concat(IntStream.of(0), CALLS.stream().mapToInt(c -> c))
                        .forEach(call -> line.append(String.format(
                                Locale.ROOT,
                                " %9.0f",
                                median(times.stream().map(t -> t.get(call)).toList()))));
                System.out.println(line);
            });
        }
    }
}
