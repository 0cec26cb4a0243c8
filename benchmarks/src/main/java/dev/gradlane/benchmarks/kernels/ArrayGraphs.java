package dev.gradlane.benchmarks.kernels;

import dev.gradlane.Fn;
import dev.gradlane.Indexing;
import dev.gradlane.Matrices;
import dev.gradlane.Ops;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Kinds over whole arrays, one at a time, and loops whose bodies are more than a chain of functions.
final class ArrayGraphs {
    private ArrayGraphs() {}

    private record Sources(Tensor bins, Tensor at, Tensor updates) {}

    private record System(Tensor matrix, Tensor right) {}

    private record State(Tensor h, Tensor c) {}

    private record Cell(Tensor h, Tensor c, Tensor xs, Tensor wx, Tensor wh) {}

    private record Turned(Tensor start, Tensor turn, Tensor xs) {}

    /// By name; each takes matrices of what [DeviceRates] draws, which lies in [0.1, 2).
    static Map<String, Graph> all(int scale) {
        Map<String, Graph> graphs = new LinkedHashMap<>();
        int n = (4 << 20) / scale;
        int rows = 4096 / scale;
        graphs.put("scatterAdd into 1000 bins", scatter(n, Ops.f32(1000), Ops.f32(n)));
        graphs.put("scatterAdd of rows of 64", scatter(n / 64, Ops.f32(1000, 64), Ops.f32(n / 64, 64)));
        graphs.put("cumSum, one row", of(Ops.f32(n), x -> Indexing.cumSum(x, 0)));
        graphs.put("cumSum, rows of 1024", of(Ops.f32(rows, 1024), x -> Indexing.cumSum(x, 1)));
        graphs.put("cumSum, columns of 1024", of(Ops.f32(1024, rows), x -> Indexing.cumSum(x, 0)));
        graphs.put("sort f32, one row", of(Ops.f32(n / 4), x -> Indexing.sort(x, 0)));
        graphs.put("sort f32, rows of 256", of(Ops.f32(rows, 256), x -> Indexing.sort(x, 1)));
        graphs.put("sort f64, rows of 256", of(Ops.f64(rows, 256), x -> Indexing.sort(x, 1)));
        graphs.put("cholesky f32 4", of(Ops.f32(16 * rows, 4, 4), Matrices::cholesky));
        graphs.put("cholesky f32 16", of(Ops.f32(rows, 16, 16), Matrices::cholesky));
        graphs.put("cholesky f32 512", of(Ops.f32(1, 512, 512), Matrices::cholesky));
        graphs.put("cholesky f64 512", of(Ops.f64(1, 512, 512), Matrices::cholesky));
        graphs.put("solve f32 512 by 256", solve(Ops.f32(1, 512, 512), Ops.f32(1, 512, 256)));
        graphs.put("solve f32 4 by 1", solve(Ops.f32(16 * rows, 4, 4), Ops.f32(16 * rows, 4, 1)));
        graphs.put("scan of 1000 products 4x4", turned());
        graphs.put("LSTM 64, batch 32, 100 steps", lstm(100, 32, 64));
        return graphs;
    }

    private static Graph of(Tensor x, UnaryOperator<Tensor> body) {
        return Fn.trace("array", x, body).graph();
    }

    private static Graph scatter(int sources, Tensor bins, Tensor updates) {
        return Fn.trace(
                        "scatter",
                        new Sources(bins, Ops.i32(sources), updates),
                        s -> Indexing.scatterAdd(s.bins(), 0, s.at(), s.updates()))
                .graph();
    }

    private static Graph solve(Tensor matrix, Tensor right) {
        return Fn.trace("solve", new System(matrix, right), s -> Matrices.solveLower(s.matrix(), s.right()))
                .graph();
    }

    private static Graph turned() {
        return Fn.trace(
                        "turned",
                        new Turned(Ops.f32(4), Ops.f32(4, 4), Ops.f32(1000, 4)),
                        in -> Ops.scan(in.start(), in.xs(), (s, x) -> {
                                    Tensor next =
                                            in.turn().matmul(s).times(0.25).plus(x);
                                    return new Scanned<>(next, next);
                                })
                                .ys())
                .graph();
    }

    private static Graph lstm(int steps, int batch, int hidden) {
        Cell cell = new Cell(
                Ops.f32(batch, hidden),
                Ops.f32(batch, hidden),
                Ops.f32(steps, batch, hidden),
                Ops.f32(hidden, 4 * hidden),
                Ops.f32(hidden, 4 * hidden));
        return Fn.trace(
                        "lstm",
                        cell,
                        in -> Ops.scan(new State(in.h(), in.c()), in.xs(), (s, x) -> {
                                    Tensor z = x.matmul(in.wx()).plus(s.h().matmul(in.wh()));
                                    Tensor c = Ops.sigmoid(gate(z, 0, hidden))
                                            .times(s.c())
                                            .plus(Ops.sigmoid(gate(z, 1, hidden))
                                                    .times(Ops.tanh(gate(z, 2, hidden))));
                                    Tensor h = Ops.sigmoid(gate(z, 3, hidden)).times(Ops.tanh(c));
                                    return new Scanned<>(new State(h, c), h);
                                })
                                .ys())
                .graph();
    }

    private static Tensor gate(Tensor z, int k, int hidden) {
        return z.slice(1, (long) k * hidden, (k + 1L) * hidden);
    }
}
