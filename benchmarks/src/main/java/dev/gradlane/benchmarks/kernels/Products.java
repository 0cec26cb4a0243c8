package dev.gradlane.benchmarks.kernels;

import static dev.gradlane.Ops.f32;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.benchmarks.FmaPeak;
import dev.gradlane.benchmarks.Raw;
import dev.gradlane.benchmarks.constants.Definition;
import java.util.List;
import java.util.SplittableRandom;

/// Matrix products against the most multiply-adds a core does.
final class Products {
    private static final int BLOCK = 256;
    private static final int PROBES = 300;

    private Products() {}

    private record Pair(Tensor a, Tensor b) {}

    /// a·b of n×n matrices.
    static Contest square(String device, int n) {
        var graph = Fn.trace("product", new Pair(f32(n, n), f32(n, n)), p -> p.a().matmul(p.b()))
                .graph();
        return contest("product f32 " + n + "x" + n + "x" + n, 0.72, device, graph, n, n, n, n, 1);
    }

    /// xᵀ·d, the gradient of a layer's weights summed over the batch.
    static Contest weightGradient(String device, int in, int out, int batch) {
        var graph = Fn.trace(
                        "weights",
                        new Pair(f32(batch, in), f32(batch, out)),
                        p -> p.a().transpose(1, 0).matmul(p.b()))
                .graph();
        String name = "weight gradient f32 " + in + "x" + out + ", batch " + batch;
        return contest(name, 0.65, device, graph, in, out, batch, 1, in);
    }

    private static Contest contest(
            String name,
            double target,
            String device,
            dev.gradlane.graph.Graph graph,
            int rows,
            int columns,
            int inner,
            int aRow,
            int aK) {
        long a = Raw.floats(rows * inner, -1, 1, 1);
        long b = Raw.floats(inner * columns, -1, 1, 2);
        Compiled engine = new Compiled(device, graph, List.of(a, b), 1);
        engine.run();
        var random = new SplittableRandom(3);
        float[] row = new float[inner];
        float[] column = new float[inner];
        for (int t = 0; t < PROBES; t++) {
            int i = t == 0 ? rows - 1 : random.nextInt(rows);
            int j = t == 0 ? columns - 1 : random.nextInt(columns);
            for (int k = 0; k < inner; k++) {
                row[k] = Raw.get(a + 4L * ((long) i * aRow + (long) k * aK));
                column[k] = Raw.get(b + 4L * ((long) k * columns + j));
            }
            float actual = Raw.get(engine.output() + 4L * ((long) i * columns + j));
            Contest.require("element [" + i + ", " + j + "]", actual, Definition.chain(row, column, BLOCK));
        }
        var peak = new FmaPeak();
        long sink = Raw.allocate(Float.BYTES);
        return new Contest(
                name,
                "the FMA peak",
                target,
                2.0 * rows * columns * inner,
                FmaPeak.FLOPS_F32,
                engine,
                () -> Raw.put(peak.f32(), sink));
    }
}
