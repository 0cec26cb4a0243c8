package dev.gradlane.cpu;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.i64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a position means: prefixes, batches, streams, traced and constant keys; and derivatives along the path.
final class RandomTest {
    private static final long KEY = -81985529216486896L;

    private static double[] run(Function<Random, Tensor> draw, long sample) {
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(Fn.trace("draw", Random.prototype(), draw))) {
            return compiled.run(Random.key(KEY).sample(sample)).toDoubles();
        }
    }

    private static double[] batch(Function<Random, Tensor> draw, long first, int count) {
        var f = Fn.trace("draw", Random.prototype(), draw).batched(Random::sample);
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            return compiled.run(Random.key(KEY).sample(Random.samples(first, count)))
                    .toDoubles();
        }
    }

    private static final List<Function<Random, Tensor>> DRAWS = List.of(
            r -> r.uniform(DType.F64, 7),
            r -> r.uniform(DType.F32, 7),
            r -> r.normal(DType.F64, 7),
            r -> r.normal(DType.F32, 7),
            r -> r.exponential(DType.F64, 7),
            r -> r.exponential(DType.F32, 7),
            r -> r.integers(DType.I32, 1000, 7).to(DType.F64),
            r -> r.integers(DType.I64, 1000, 7).to(DType.F64));

    @Test
    void aRowDependsOnItsSampleAlone() {
        for (var draw : DRAWS) {
            double[] whole = batch(draw, 95, 20);
            double[] parts = new double[whole.length];
            System.arraycopy(batch(draw, 95, 3), 0, parts, 0, 21);
            System.arraycopy(batch(draw, 98, 17), 0, parts, 21, 119);
            assertArrayEquals(whole, parts);
            assertArrayEquals(run(draw, 99), Arrays.copyOfRange(whole, 28, 35));
        }
    }

    @Test
    void aSampleThatIsNotMappedIsTheSameForAllRows() {
        var f = Fn.trace(
                        "draw",
                        List.of(i64(), f64()),
                        in -> Random.key(KEY)
                                .sample(in.get(0))
                                .normal(DType.F64)
                                .times(in.get(1)))
                .batched(in -> in.get(1));
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            double[] z = compiled.run(
                            List.of(Tensor.of(new long[] {5}, new long[0]), Tensor.of(new double[] {1, 1, 2})))
                    .toDoubles();
            assertEquals(z[0], z[1]);
            assertEquals(2 * z[0], z[2]);
        }
    }

    @Test
    void anElementIsTheSameInEveryShape() {
        double[] many = run(r -> r.normal(DType.F64, 1000), 3);
        assertArrayEquals(Arrays.copyOf(many, 1), run(r -> r.normal(DType.F64), 3));
        assertArrayEquals(Arrays.copyOf(many, 30), run(r -> r.normal(DType.F64, 2, 3, 5), 3));
        assertArrayEquals(new double[0], run(r -> r.normal(DType.F64, 2, 0), 3));
    }

    @Test
    void constantAndTracedPositionsAreOne() {
        var f = Fn.trace(
                "draw",
                List.of(i32(), i64()),
                in -> Random.key(KEY).stream(in.get(0)).sample(in.get(1)).uniform(DType.F64, 5));
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            double[] constant = compiled.run(
                            List.of(Tensor.of(new int[] {9}, new long[0]), Tensor.of(new long[] {-4}, new long[0])))
                    .toDoubles();
            assertArrayEquals(run(r -> r.stream(9).uniform(DType.F64, 5), -4), constant);
        }
    }

    @Test
    void keysStreamsAndSamplesDiffer() {
        List<Function<Random, Tensor>> others = List.of(
                r -> r.uniform(DType.F64, 50),
                r -> r.stream(1).uniform(DType.F64, 50),
                r -> r.sample(1).uniform(DType.F64, 50),
                r -> r.sample(1L << 32).uniform(DType.F64, 50),
                _ -> Random.key(KEY + 1).uniform(DType.F64, 50),
                _ -> Random.key(KEY + (1L << 32)).uniform(DType.F64, 50));
        long distinct = others.stream()
                .flatMapToDouble(draw -> Arrays.stream(run(draw, 0)))
                .distinct()
                .count();
        assertEquals(300, distinct);
    }

    @Test
    void uniformNumbersStayInside() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            double half = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
            for (double u : run(r -> r.uniform(dtype, 20_000), 0)) {
                assertTrue(u >= half && u <= 1 - half, () -> "u = " + u);
                assertEquals(1, Math.abs(u / half) % 2, () -> "u = " + u + " is no odd multiple");
            }
        }
    }

    @Test
    void integersStayBelowTheirBound() {
        for (long bound : new long[] {1, 2, 3, 6, 1L << 20, Integer.MAX_VALUE}) {
            for (DType dtype : List.of(DType.I32, DType.I64)) {
                for (double x : run(r -> r.integers(dtype, bound, 3000).to(DType.F64), 0)) {
                    assertTrue(x >= 0 && x < bound, () -> x + " of " + bound);
                }
            }
        }
    }

    @Test
    void aPermutationHasEveryNumberOnce() {
        for (int n : new int[] {0, 1, 2, 3, 1000}) {
            double[] found = run(r -> r.permutation(n).to(DType.F64), 1);
            double[] sorted = found.clone();
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, n).asDoubleStream().toArray(), sorted);
            assertEquals(n >= 3, !Arrays.equals(found, sorted), () -> "the identity of " + n);
        }
    }

    /// d/dσ of mean exp(σ z) is mean z·exp(σ z) at the same z.
    @Test
    void parametersAreDifferentiatedAlongThePath() {
        var f = Fn.trace(
                        "f",
                        List.of(f64(), f64(), i64()),
                        in -> exp(Random.key(KEY).sample(in.get(2)).normal(in.get(0), in.get(1))))
                .batched(in -> in.get(2))
                .mean()
                .gradient(in -> List.of(in.get(0), in.get(1)));
        double[] z = batch(r -> r.normal(DType.F64), 0, 500);
        try (Engine engine = Engine.open("cpu");
                var compiled = engine.compile(f)) {
            var g = compiled.run(List.of(Tensor.of(0.1), Tensor.of(0.3), Random.samples(0, 500)));
            double byMean = Arrays.stream(z).map(x -> Math.exp(0.1 + 0.3 * x)).sum() / 500;
            double byDeviation =
                    Arrays.stream(z).map(x -> x * Math.exp(0.1 + 0.3 * x)).sum() / 500;
            assertEquals(byMean, g.get(0).item(), 1e-14);
            assertEquals(byDeviation, g.get(1).item(), 1e-14);
        }
    }

    @Test
    void distributionsTakeTheirParameters() {
        double[] u = run(r -> r.uniform(DType.F64, 4), 8);
        double[] e = run(r -> r.exponential(DType.F64, 4), 8);
        double[] between = run(r -> r.uniform(Tensor.of(-2.0), Tensor.of(5.0), 4), 8);
        double[] slow = run(r -> r.exponential(Tensor.of(0.25), 4), 8);
        for (int i = 0; i < 4; i++) {
            assertEquals(7 * u[i] - 2, between[i]);
            assertEquals(-Math.log(u[i]), e[i], Math.ulp(e[i]));
            assertEquals(e[i] * 4, slow[i]);
        }
    }

    @Test
    void badRequestsNameTheLine() {
        List<Function<Random, Tensor>> bad = List.of(
                r -> r.uniform(DType.I32, 4),
                r -> r.normal(DType.BOOL, 4),
                r -> r.bits(DType.F32, 4),
                r -> r.integers(DType.F64, 4),
                r -> r.integers(DType.I32, 0),
                r -> r.integers(DType.I32, 1L << 31),
                r -> r.uniform(DType.F32, 1L << 31),
                r -> r.stream(Tensor.of(1.0)).uniform(DType.F32, 4));
        for (var draw : bad) {
            var e = assertThrows(GraphException.class, () -> run(draw, 0));
            assertTrue(e.getMessage().contains("RandomTest.java:"), e.getMessage());
        }
    }
}
