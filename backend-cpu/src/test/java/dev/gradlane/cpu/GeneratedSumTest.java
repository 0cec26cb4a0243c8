package dev.gradlane.cpu;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.pass.Freeze;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sums over so many generated samples that the results of chunks are summed without being kept.
class GeneratedSumTest {
    private static Engine engine;

    @BeforeAll
    static void open() {
        engine = Engine.open("cpu");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Fn<Tensor, Tensor> multiples(long n) {
        return Fn.trace("multiples", f64(), w -> sum(n, i -> i.to(DType.F64).times(w)));
    }

    /// Order `lanes` by its definition, of terms that are not kept.
    private static double lanes(long n, LongToDoubleFunction term) {
        if (n > 4096) {
            return lanes(
                    (n + 4095) / 4096, c -> lanes(Math.min(4096, n - 4096 * c), i -> term.applyAsDouble(4096 * c + i)));
        }
        double[] lane = new double[128];
        java.util.Arrays.fill(lane, -0.0);
        for (int i = 0; i < n; i++) {
            lane[i % 128] += term.applyAsDouble(i);
        }
        for (int h = 64; h > 0; h /= 2) {
            for (int j = 0; j < h; j++) {
                lane[j] += lane[j + h];
            }
        }
        return lane[0];
    }

    /// Around 128 chunks, where results stop being kept, and beyond 4096 of them, where lanes get lanes of their own.
    @Test
    void chunksAreSummedInOrderLanes() {
        double w = 0.1;
        for (long n : new long[] {128 * 4096, 128 * 4096 + 1, 4096 * 4096 + 5000}) {
            double expected = lanes(n, i -> i * w);
            try (var compiled = engine.compile(multiples(n))) {
                assertEquals(expected, compiled.run(Tensor.of(w)).item(), "sum of " + n);
            }
        }
    }

    record Numbered(Tensor w, Tensor i) {}

    @Test
    void soAreTheDerivatives() {
        int n = 128 * 4096 + 1;
        var batch = Fn.trace(
                        "sample",
                        new Numbered(f64(), i64()),
                        p -> p.w().times(p.w()).times(p.i().to(DType.F64)))
                .batched(Numbered::i)
                .sum()
                .valueAndGradient(Numbered::w);
        var sum = Fn.trace("sum", f64(), w -> sum(n, i -> w.times(w).times(i.to(DType.F64))))
                .valueAndGradient();
        try (var all = engine.compile(batch);
                var one = engine.compile(sum)) {
            long[] numbers = LongStream.range(0, n).toArray();
            var expected = all.run(new Numbered(Tensor.of(0.37), Tensor.of(numbers, n)));
            var actual = one.run(Tensor.of(0.37));
            assertEquals(expected.value().item(), actual.value().item());
            assertEquals(expected.gradient().item(), actual.gradient().item());
        }
    }

    private static long numbers(Graph graph) {
        long all = 0;
        for (Node node : graph.nodes()) {
            all += node.results().stream().mapToLong(t -> t.shape().size()).sum();
            if (node.op() instanceof Op.Control control) {
                all += control.bodies().stream()
                        .mapToLong(GeneratedSumTest::numbers)
                        .sum();
            }
        }
        return all;
    }

    /// All values of the program together, of a million million samples.
    @Test
    void memoryDoesNotGrowWithTheSamples() {
        long small = numbers(Freeze.of(multiples(1_000_000).valueAndGradient().graph()));
        long large = numbers(
                Freeze.of(multiples(1_000_000_000_000L).valueAndGradient().graph()));
        assertTrue(small < 10_000, () -> small + " numbers");
        assertTrue(large < 3 * small, () -> large + " numbers, " + small + " for a million samples");
    }
}
