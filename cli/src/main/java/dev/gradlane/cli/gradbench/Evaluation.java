package dev.gradlane.cli.gradbench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// What an evaluation gave: its output, how long it took to prepare, and each run.
///
/// @param prepare nanoseconds for tracing, differentiating, compiling, bringing the arguments to the device and
///     warming up
/// @param runs nanoseconds of each run that counts
record Evaluation(Consumer<JsonGenerator> output, long prepare, List<Long> runs) {
    /// How often to run: until both are reached. The suite's own tools take 1 and 0 where nothing is said.
    record Runs(int atLeast, double seconds) {
        static Runs of(Input input) {
            return new Runs(
                    input.optional("min_runs").map(n -> n.count(1)).orElse(1),
                    input.optional("min_seconds").map(Runs::seconds).orElse(0.0));
        }

        private static double seconds(Input input) {
            double seconds = input.number();
            if (!(seconds >= 0)) {
                throw new ProtocolException(input.path() + " must be a number from 0 on, found " + seconds);
            }
            return seconds;
        }
    }

    /// @param start when the work on this message began, as [System#nanoTime]
    /// @param warmUp seconds of runs that do not count
    static <A, R, X> Evaluation of(
            String name, Job<A, R, X> job, Runs wanted, long start, double warmUp, Engines engines) {
        Engines.Chosen<A, R> chosen = engines.compile(name, job.function());
        try (var function = chosen.function()) {
            A arguments = chosen.engine().upload(job.arguments());
            R results = function.resultsFor(arguments);
            X output = run(function, arguments, results, job);
            for (long warm = System.nanoTime(); System.nanoTime() - warm < warmUp * 1e9; ) {
                output = run(function, arguments, results, job);
            }
            long prepare = System.nanoTime() - start;
            List<Long> runs = new ArrayList<>();
            for (long total = 0; runs.size() < wanted.atLeast || total < wanted.seconds * 1e9; ) {
                long before = System.nanoTime();
                output = run(function, arguments, results, job);
                long after = System.nanoTime();
                runs.add(after - before);
                total += after - before;
            }
            X last = output;
            return new Evaluation(json -> job.write().write(json, last), prepare, runs);
        }
    }

    private static <A, R, X> X run(dev.gradlane.Compiled<A, R> function, A arguments, R results, Job<A, R, X> job) {
        function.runInto(arguments, results);
        return job.finish().apply(results);
    }
}
