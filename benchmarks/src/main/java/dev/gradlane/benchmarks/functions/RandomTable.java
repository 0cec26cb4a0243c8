package dev.gradlane.benchmarks.functions;

import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A table of random numbers: a draw of 16 384 numbers, 16 384 samples of one number each, and a loop over
/// [SplittableRandom], in turns as in [FunctionTable]. The engine's bits are held against the reference's before.
///
/// ```
/// java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgradlane.vector.threads=1 \
///     -Dgradlane.vector.tier=fused -cp 'cli/target/lib/*' dev.gradlane.benchmarks.functions.RandomTable
/// ```
public final class RandomTable {
    private static final int N = 1 << 14;
    private static final long WARM_UP = 4_000_000_000L;

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
        try (Device reference = Trial.open("cpu");
                Device device = Trial.open("vector")) {
            for (Kind kind : kinds()) {
                System.out.println(line(kind, reference, device));
            }
        }
    }

    private static String line(Kind kind, Device reference, Device device) {
        Graph draw = Fn.trace("draw", Random.prototype(), r -> kind.draw.apply(r, new long[] {N}))
                .graph();
        Graph rows = Fn.trace("rows", Random.prototype(), r -> kind.draw.apply(r, new long[0]))
                .batched(Random::sample)
                .graph();
        double[] into = new double[N];
        SplittableRandom random = new SplittableRandom(5);
        try (Run one = Run.of(device, draw);
                Run each = Run.of(device, rows)) {
            requireSame(kind, reference, draw, one);
            requireSame(kind, reference, rows, each);
            List<Runnable> runs = List.of(one, each, () -> {
                for (int i = 0; i < N; i++) {
                    into[i] = kind.loop.applyAsDouble(random);
                }
            });
            warmUp(one);
            warmUp(each);
            double[] ns = FunctionTable.time(runs);
            return String.format(
                    Locale.ROOT, "| %s | %.2f | %.2f | %.2f |", kind.name, ns[0] / N, ns[1] / N, ns[2] / N);
        }
    }

    /// Generated code of this length reaches HotSpot's second compiler late on a busy machine.
    private static void warmUp(Runnable run) {
        for (long end = System.nanoTime() + WARM_UP; System.nanoTime() < end; ) {
            run.run();
        }
    }

    private static void requireSame(Kind kind, Device reference, Graph graph, Run actual) {
        try (Run expected = Run.of(reference, graph)) {
            expected.run();
            actual.run();
            if (expected.result.mismatch(actual.result) != -1) {
                throw new IllegalStateException(kind.name + " differs from the reference");
            }
        }
    }

    /// A program that writes N numbers into the same memory each time: what it costs to get new memory is another
    /// matter.
    private record Run(Executable executable, Launch launch, MemorySegment result) implements Runnable, AutoCloseable {
        static Run of(Device device, Graph graph) {
            Graph frozen = Freeze.of(graph);
            MemorySegment key = MemorySegment.ofArray(new long[] {5});
            MemorySegment stream = MemorySegment.ofArray(new int[] {0});
            boolean batched = !graph.symbols().isEmpty();
            long[] samples = LongStream.range(0, batched ? N : 1).toArray();
            TensorType type = frozen.outputTypes().getFirst();
            Map<String, Long> sizes = batched ? Map.of("B", (long) N) : Map.of();
            MemorySegment result = Arena.ofAuto()
                    .allocate(type.shape().size(sizes) * type.dtype().bytes(), 64);
            List<Buffer> inputs = Stream.of(key, stream, MemorySegment.ofArray(samples))
                    .map(host -> {
                        Buffer buffer = device.allocate(host.byteSize());
                        buffer.upload(host);
                        return buffer;
                    })
                    .toList();
            Launch launch = new Launch(inputs, sizes, List.of(device.wrap(result)));
            return new Run(device.compile(frozen, CompileOptions.DEFAULT), launch, result);
        }

        @Override
        public void run() {
            executable.run(launch).await();
        }

        @Override
        public void close() {
            executable.close();
            launch.inputs().forEach(Buffer::close);
            launch.outputs().forEach(Buffer::close);
        }
    }
}
