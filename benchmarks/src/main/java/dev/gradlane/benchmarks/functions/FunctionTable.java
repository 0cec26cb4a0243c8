package dev.gradlane.benchmarks.functions;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A table of functions: the engine, the Vector API, a loop over [Math], each in turns of two milliseconds so that all
/// meet the same noise of a shared machine; the lower quartile counts. The engine's time is what twice as many elements
/// take more, without the launch. Each is warm when no call in a while was faster than before.
///
/// ```
/// java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgradlane.vector.threads=1 \
///     -cp 'cli/target/lib/*' dev.gradlane.benchmarks.functions.FunctionTable [f32|f64 [NAMES]]
/// ```
public final class FunctionTable {
    private static final long SLICE = 2_000_000;
    private static final long WARM_UP = 700_000_000;
    private static final int TURNS = 40;

    private FunctionTable() {}

    /// @param args the type, default f32; a regular expression of functions, default all
    public static void main(String[] args) {
        DType dtype = DType.named(args.length > 0 ? args[0] : "f32").orElseThrow();
        String names = args.length > 1 ? args[1] : ".*";
        System.out.println("| " + dtype.symbol()
                + ", ns per element | engine | Vector API | Math | engine / Vector API | Math / engine |");
        System.out.println("|---|---|---|---|---|---|");
        for (Row row : Row.all()) {
            if (row.function().symbol().matches(names)) {
                try (Trial trial = new Trial(row, dtype)) {
                    System.out.println(line(row, trial));
                }
            }
        }
    }

    private static String line(Row row, Trial trial) {
        List<Runnable> runs = new ArrayList<>(List.of(trial::engine, trial::engineTwice));
        trial.operator().ifPresent(runs::add);
        trial.math().ifPresent(runs::add);
        double[] ns = time(runs);
        double engine = (ns[1] - ns[0]) / Trial.N;
        int next = 2;
        OptionalDouble operator =
                trial.operator().isPresent() ? OptionalDouble.of(ns[next++] / Trial.N) : OptionalDouble.empty();
        OptionalDouble math = trial.math().isPresent() ? OptionalDouble.of(ns[next] / Trial.N) : OptionalDouble.empty();
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                        row.function().symbol(),
                        number("%.3f", OptionalDouble.of(engine)),
                        number("%.3f", operator),
                        number("%.2f", math),
                        number("%.2f", ratio(OptionalDouble.of(engine), operator)),
                        number("%.1f", ratio(math, OptionalDouble.of(engine))));
    }

    private static OptionalDouble ratio(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
                : OptionalDouble.empty();
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }

    /// ns per call of each.
    static double[] time(List<Runnable> runs) {
        long[] calls = new long[runs.size()];
        for (int i = 0; i < calls.length; i++) {
            long shortest = Long.MAX_VALUE;
            long now = System.nanoTime();
            for (long last = now; now - last < WARM_UP; ) {
                runs.get(i).run();
                long end = System.nanoTime();
                if (end - now < 0.9 * shortest) {
                    last = end;
                }
                shortest = Math.min(shortest, end - now);
                now = end;
            }
            calls[i] = Math.max(1, SLICE / Math.max(1, shortest));
        }
        double[][] slices = new double[calls.length][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < calls.length; i++) {
                long start = System.nanoTime();
                for (long c = 0; c < calls[i]; c++) {
                    runs.get(i).run();
                }
                slices[i][turn] = (System.nanoTime() - start) / (double) calls[i];
            }
        }
        return Arrays.stream(slices)
                .mapToDouble(s -> Arrays.stream(s).sorted().toArray()[TURNS / 4])
                .toArray();
    }
}
