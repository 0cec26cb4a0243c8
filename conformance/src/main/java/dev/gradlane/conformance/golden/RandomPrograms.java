package dev.gradlane.conformance.golden;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.relu;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Random numbers of every kind, by traced and by constant keys, and a gradient along the path.
final class RandomPrograms {
    private RandomPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.I32, DType.I64)) {
            programs.add(draws("bits", dtype, r -> r.bits(dtype, 3, 5)));
            programs.add(draws("integers", dtype, r -> r.integers(dtype, 1_000_003, 3, 5)));
            programs.add(draws("integers of any size", dtype, r -> r.integers(dtype, greatest(dtype), 7)));
        }
        programs.add(draws("permutation", DType.I64, r -> r.permutation(20)));
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            programs.add(draws("uniform", dtype, r -> r.uniform(dtype, 3, 5)));
            programs.add(draws("normal", dtype, r -> r.normal(dtype, 3, 5)));
            programs.add(draws("one normal", dtype, r -> r.normal(dtype)));
            programs.add(draws("exponential", dtype, r -> r.exponential(dtype, 3, 5)));
            programs.add(path(dtype));
        }
        return programs;
    }

    private static long greatest(DType dtype) {
        return dtype == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static GoldenProgram draws(String name, DType dtype, Function<Random, Tensor> draw) {
        var graph =
                Fn.trace(name, Random.prototype(), draw).batched(Random::sample).graph();
        return GoldenProgram.of("random " + name + " " + dtype.symbol(), graph, Map.of("B", 300L));
    }

    /// A call on the mean of a path, with its derivative by volatility: constant key, the sample is an input.
    private static GoldenProgram path(DType dtype) {
        Tensor volatility = dtype == DType.F32 ? Ops.f32() : Ops.f64();
        var payoff = Fn.trace("payoff", List.of(volatility, Ops.i64()), in -> {
            Tensor z = Random.key(20111112).stream(3).sample(in.get(1)).normal(dtype, 6);
            return relu(exp(z.times(in.get(0))).mean().minus(1));
        });
        var graph = payoff.batched(in -> in.get(1))
                .mean()
                .valueAndGradient(in -> in.get(0))
                .graph();
        return GoldenProgram.of("random path " + dtype.symbol(), graph, Map.of("B", 5000L));
    }
}
