package dev.gradlane.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs benchmarks in rounds: a round forks one JVM per benchmark and parameter set, the next round all
/// of them again. Alternatives so meet the same noise of a shared machine, and the median over all
/// iterations of all rounds is comparable within a run.
///
/// ```
/// java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp 'cli/target/lib/*' \
///     dev.gradlane.benchmarks.Rounds 3 RowSumLanes [parameter=value,value …] [-flag of the forked JVMs …]
/// ```
public final class Rounds {
    private Rounds() {}

    /// @param args number of rounds, regular expression of the benchmarks, parameters and JVM flags
    public static void main(String[] args) throws RunnerException {
        if (args.length < 2) {
            throw new IllegalArgumentException("usage: Rounds ROUNDS BENCHMARKS [PARAMETER=VALUE,… | -JVMFLAG …]");
        }
        List<String> flags = List.of(args).subList(2, args.length);
        run(Integer.parseInt(args[0]), args[1], flags).forEach(System.out::println);
    }

    /// A line per benchmark and parameter set: median, least and greatest microseconds per call over all
    /// iterations.
    public static List<String> run(int rounds, String include, List<String> flags) throws RunnerException {
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : once(include, flags)) {
                List<Double> into = scores.computeIfAbsent(label(result.getParams()), key -> new ArrayList<>());
                result.getBenchmarkResults().forEach(fork -> {
                    for (IterationResult iteration : fork.getIterationResults()) {
                        into.add(iteration.getPrimaryResult().getScore());
                    }
                });
            }
        }
        List<String> lines = new ArrayList<>();
        scores.forEach((label, values) -> {
            Collections.sort(values);
            lines.add(String.format(
                    Locale.ROOT,
                    "%-60s %12.4f us/op   %.4f - %.4f (%d)",
                    label,
                    values.get(values.size() / 2),
                    values.getFirst(),
                    values.getLast(),
                    values.size()));
        });
        return lines;
    }

    private static Collection<RunResult> once(String include, List<String> flags) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include(include).forks(1).verbosity(VerboseMode.SILENT);
        options.timeout(TimeValue.minutes(2)).shouldFailOnError(true);
        List<String> jvm = new ArrayList<>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            if (flag.startsWith("-") || equals < 0) {
                jvm.add(flag);
            } else {
                options.param(
                        flag.substring(0, equals), flag.substring(equals + 1).split(","));
            }
        }
        if (!jvm.isEmpty()) {
            options.jvmArgs(jvm.toArray(String[]::new));
        }
        return new Runner(options.build()).run();
    }

    private static String label(BenchmarkParams params) {
        String[] names = params.getBenchmark().split("\\.");
        StringBuilder label = new StringBuilder(names[names.length - 2] + "." + names[names.length - 1]);
        for (String key : params.getParamsKeys()) {
            label.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return label.toString();
    }
}
