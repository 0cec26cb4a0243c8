package dev.gradlane.benchmarks.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Times engine and reference in turns, a few milliseconds each, so that both meet the same noise of a
/// shared machine. Speeds are work per second of the lower quartile of the slices: a slice during which
/// the system ran something else says nothing about a kernel.
public final class Duel {
    private static final double SLICE = 0.003;
    private static final double WARM_UP = 2.5;
    private static final double PATIENCE = 25;
    private static final double MEASURE = 2.5;
    private static final int LEAST = 12;

    private Duel() {}

    /// @param speed of the engine, work per second
    /// @param referenceSpeed of the reference
    public record Result(String name, String against, double speed, double referenceSpeed, double target) {
        /// Speed of the engine in units of the reference's.
        public double ratio() {
            return speed / referenceSpeed;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-46s %12.4g /s   %.3f of %-33s asked %.2f %s",
                    name,
                    speed,
                    ratio(),
                    against,
                    target,
                    ratio() >= target ? "" : "SHORT");
        }
    }

    /// Runs the contests whose names match `include`, one after the other.
    ///
    /// @throws IllegalStateException if a kernel's results are wrong
    public static List<Result> run(String device, String include, Consumer<Result> progress) {
        List<Result> results = new ArrayList<>();
        Contests.on(device).forEach((name, contest) -> {
            if (name.matches(include)) {
                try (Contest opened = contest.get()) {
                    Result result = time(opened);
                    progress.accept(result);
                    results.add(result);
                }
            }
        });
        return results;
    }

    private static Result time(Contest contest) {
        long engineTimes = calls(contest.engine());
        long referenceTimes = calls(contest.reference());
        List<Double> engine = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        long end = System.nanoTime() + (long) (MEASURE * 1e9);
        while (System.nanoTime() < end || engine.size() < LEAST) {
            engine.add(slice(contest.engine(), engineTimes));
            reference.add(slice(contest.reference(), referenceTimes));
        }
        return new Result(
                contest.name(),
                contest.against(),
                contest.work() / quartile(engine),
                contest.referenceWork() / quartile(reference),
                contest.target());
    }

    /// How often a kernel runs in a slice, after it has been warmed up: until no call in a while was
    /// faster than before.
    private static long calls(Contest.Kernel kernel) {
        long last = System.nanoTime() + (long) (PATIENCE * 1e9);
        long end = System.nanoTime() + (long) (WARM_UP * 1e9);
        double shortest = Double.MAX_VALUE;
        while (System.nanoTime() < Math.min(end, last)) {
            double seconds = slice(kernel, 1);
            if (seconds < 0.9 * shortest) {
                shortest = seconds;
                end = System.nanoTime() + (long) (WARM_UP * 1e9);
            }
        }
        return Math.max(1, (long) (SLICE / shortest));
    }

    /// Seconds per call.
    private static double slice(Contest.Kernel kernel, long calls) {
        long start = System.nanoTime();
        for (long i = 0; i < calls; i++) {
            kernel.run();
        }
        return (System.nanoTime() - start) * 1e-9 / calls;
    }

    private static double quartile(List<Double> seconds) {
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 4];
    }

    /// @param args device (default `vector`), regular expression of the contests (default all)
    public static void main(String[] args) {
        String device = args.length > 0 ? args[0] : "vector";
        run(device, args.length > 1 ? args[1] : ".*", System.out::println);
    }
}
