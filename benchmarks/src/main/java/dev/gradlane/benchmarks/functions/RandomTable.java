package dev.gradlane.benchmarks.functions;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/// A table of random numbers: a draw of 16 384 numbers, 16 384 samples of one number each, and a loop over
/// [SplittableRandom], in turns as in [FunctionTable]. The engine's bits are held against the reference's before.
///
/// ```
/// java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgradlane.vector.threads=1 \
///     -Dgradlane.vector.tier=fused -cp 'cli/target/lib/*' dev.gradlane.benchmarks.functions.RandomTable
/// ```
public final class RandomTable {
    private static final int N = 1 << 14;

    private record Kind(
            String name, BiFunction<Random, long[], Tensor> draw, ToDoubleFunction<SplittableRandom> loop) {}

    private RandomTable() {}

    private static List<Kind> kinds() {
        return List.of(
                new Kind("uniform f32", (r, n) -> r.uniform(DType.F32, n), SplittableRandom::nextFloat),
                new Kind("uniform f64", (r, n) -> r.uniform(DType.F64, n), SplittableRandom::nextDouble),
                new Kind("normal f32", (r, n) -> r.normal(DType.F32, n), r -> (float) r.nextGaussian()),
                new Kind("normal f64", (r, n) -> r.normal(DType.F64, n), SplittableRandom::nextGaussian),
                new Kind("exponential f64", (r, n) -> r.exponential(DType.F64, n), SplittableRandom::nextExponential),
                new Kind("integers i32 below 1000", (r, n) -> r.integers(DType.I32, 1000, n), r -> r.nextInt(1000)));
    }

    public static void main(String[] args) {
        System.out.println("| ns per number | one draw | one per sample | SplittableRandom |");
        System.out.println("|---|---|---|---|");
        try (Engine reference = Engine.open("cpu");
                Engine engine = Engine.open("vector")) {
            for (Kind kind : kinds()) {
                System.out.println(line(kind, reference, engine));
            }
        }
    }

    private static String line(Kind kind, Engine reference, Engine engine) {
        var draw = Fn.trace("draw", Random.prototype(), r -> kind.draw.apply(r, new long[] {N}));
        var rows = Fn.trace("rows", Random.prototype(), r -> kind.draw.apply(r, new long[0]))
                .batched(Random::sample);
        Random position = Random.key(5);
        Random positions = position.sample(Random.samples(0, N));
        requireSame(kind, reference, engine, draw, position);
        requireSame(kind, reference, engine, rows, positions);
        double[] into = new double[N];
        SplittableRandom random = new SplittableRandom(5);
        List<Runnable> runs = new ArrayList<>();
        try (var one = engine.compile(draw);
                var each = engine.compile(rows)) {
            runs.add(() -> one.run(position).segment());
            runs.add(() -> each.run(positions).segment());
            runs.add(() -> {
                for (int i = 0; i < N; i++) {
                    into[i] = kind.loop.applyAsDouble(random);
                }
            });
            double[] ns = FunctionTable.time(runs);
            return String.format(
                    Locale.ROOT, "| %s | %.2f | %.2f | %.2f |", kind.name, ns[0] / N, ns[1] / N, ns[2] / N);
        }
    }

    private static void requireSame(
            Kind kind, Engine reference, Engine engine, Fn<Random, Tensor> function, Random position) {
        try (var expected = reference.compile(function);
                var actual = engine.compile(function)) {
            if (expected.run(position).segment().mismatch(actual.run(position).segment()) != -1) {
                throw new IllegalStateException(kind.name + " differs from the reference");
            }
        }
    }
}
