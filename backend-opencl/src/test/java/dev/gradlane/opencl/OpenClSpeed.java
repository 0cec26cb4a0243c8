package dev.gradlane.opencl;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.function.Logistic;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The figures of docs/performance.md: best of 15 runs over the caller's memory, without a copy. The bits of the
/// same kinds of kernels are the business of the tests.
final class OpenClSpeed {
    private static final int RUNS = 15;

    private OpenClSpeed() {}

    public static void main(String[] arguments) {
        try (Device device = OnOpenCl.open();
                Arena arena = Arena.ofConfined()) {
            time(device, arena, neuron(), Map.of("B", 1L << 22));
            time(device, arena, sum("row_sums", 1024, 1), Map.of("B", 1L << 14));
            time(device, arena, sum("column_sums", 300, 0), Map.of("B", 40_000L));
            time(device, arena, product(), Map.of());
        }
    }

    private static void time(Device device, Arena arena, Graph graph, Map<String, Long> sizes) {
        List<Buffer> in = graph.inputTypes().stream()
                .map(type -> device.wrap(memory(arena, type, sizes)))
                .toList();
        List<Buffer> out = graph.outputTypes().stream()
                .map(type -> device.wrap(memory(arena, type, sizes)))
                .toList();
        double bytes = in.stream().mapToLong(Buffer::byteSize).sum()
                + out.stream().mapToLong(Buffer::byteSize).sum();
        try (Executable executable = device.compile(graph, CompileOptions.DEFAULT)) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                executable.run(new Launch(in, sizes, out)).await();
                best = Math.min(best, System.nanoTime() - start);
            }
            System.out.printf("%-12s %s %.2f ms, %.1f GB/s%n", graph.name(), sizes, best / 1e6, bytes / best);
        }
        in.forEach(Buffer::close);
        out.forEach(Buffer::close);
    }

    private static MemorySegment memory(Arena arena, TensorType type, Map<String, Long> sizes) {
        long elements = type.shape().size(sizes);
        MemorySegment memory = arena.allocate(elements * Float.BYTES, 4096);
        for (long i = 0; i < elements; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, i * 7919 % 1000 * 0.002f - 1);
        }
        return memory;
    }

    /// σ(w₁x₁ + w₂x₂ + b) and its five derivatives, all five inputs over a batch: 44 bytes a sample.
    private static Graph neuron() {
        GraphBuilder b = new GraphBuilder("neuron");
        TensorType scalar = TensorType.scalar(DType.F32);
        Expr x1 = b.input("x1", scalar);
        Expr x2 = b.input("x2", scalar);
        Expr w1 = b.input("w1", scalar);
        Expr w2 = b.input("w2", scalar);
        Expr z = w1.mul(x1).add(w2.mul(x2)).add(b.input("b", scalar));
        Graph graph = b.output("y", z.apply(Logistic.SIGMOID)).build();
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, List.of(0, 1, 2, 3, 4)), Set.of(0, 1, 2, 3, 4), "B"));
    }

    private static Graph sum(String name, long columns, int axis) {
        GraphBuilder b = new GraphBuilder(name);
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(Dim.symbol("B"), Dim.of(columns))));
        return Freeze.of(b.output("s", x.reduce(Reduction.SUM, List.of(axis))).build());
    }

    private static Graph product() {
        GraphBuilder b = new GraphBuilder("dot_512");
        TensorType square = TensorType.of(DType.F32, 512, 512);
        return Freeze.of(b.output(
                        "c", b.input("a", square).dot(b.input("b", square), DotAxes.contract(1, 0), Order.CHAIN))
                .build());
    }
}
