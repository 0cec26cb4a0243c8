package dev.gradlane.examples.finance;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.Greeks.Option;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Means over paths, in blocks: what reverse mode keeps of a path's steps is there for one block at a time.
final class MonteCarlo {
    private static final int BLOCK = 8192;

    private MonteCarlo() {}

    /// The means of results of paths 0, 1, … `paths` − 1.
    ///
    /// @param results from the numbers of some paths to results, built of tensors with a number for each of them
    static List<Estimate> means(int paths, Function<Tensor, ?> results) {
        List<Estimate> means = estimates(0, Math.min(BLOCK, paths), results);
        for (int first = BLOCK; first < paths; first += BLOCK) {
            means = merged(means, estimates(first, Math.min(BLOCK, paths - first), results));
        }
        return means;
    }

    /// Value, then derivatives by spot, strike, rate, volatility and expiry, of a payoff over so many paths.
    static List<Estimate> greeks(Engine engine, Fn<OnPath, Tensor> payoff, Option option, int paths) {
        try (var greeks = engine.compile(payoff.valueAndGradient(OnPath::option).batched(OnPath::path))) {
            return means(paths, samples -> greeks.run(new OnPath(option, samples)));
        }
    }

    /// Paths per second of value and derivatives of a payoff: the median of five blocks, after three to get warm.
    static double rate(Engine engine, Fn<OnPath, Tensor> payoff, Option option) {
        double[] seconds = new double[8];
        try (var greeks = engine.compile(payoff.valueAndGradient(OnPath::option).batched(OnPath::path))) {
            for (int i = 0; i < seconds.length; i++) {
                long start = System.nanoTime();
                greeks.run(new OnPath(option, Random.samples(0, BLOCK))).value().toDoubles();
                seconds[i] = (System.nanoTime() - start) * 1e-9;
            }
        }
        return BLOCK / Arrays.stream(seconds, 3, 8).sorted().skip(2).findFirst().orElseThrow();
    }

    private static List<Estimate> estimates(int first, int count, Function<Tensor, ?> results) {
        return Tree.leaves(results.apply(Random.samples(first, count))).stream()
                .map(result -> Estimate.of(result.toDoubles()))
                .toList();
    }

    private static List<Estimate> merged(List<Estimate> some, List<Estimate> others) {
        return IntStream.range(0, some.size())
                .mapToObj(i -> some.get(i).and(others.get(i)))
                .toList();
    }
}
