package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.ComputeException;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.backend.BackendException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final Fn<Tensor, Tensor> doubled =
            Fn.trace("doubled", f64(), x -> x.plus(x)).batched();

    /// 4 GB of results through a JVM whose limit is 2 GB.
    @Test
    void resultsThatNobodyHoldsGiveTheirMemoryBack() {
        double[] data = new double[1 << 20];
        try (var engine = Engine.open("cpu");
                var f = engine.compile(doubled)) {
            for (int i = 0; i < 512; i++) {
                data[0] = i;
                assertEquals(data.length, f.run(Tensor.of(data)).shape().size());
            }
        }
    }

    @Test
    void oneFunctionRunsFromManyThreads() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(
                        Fn.trace("f", f64(), x -> exp(x)).gradient().batched())) {
            double[] x = {-1, 0, 1, 2};
            double[] expected = f.run(Tensor.of(x)).toDoubles();
            List<CompletableFuture<Tensor>> runs = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                runs.add(f.runAsync(Tensor.of(x)));
            }
            runs.forEach(run -> assertArrayEquals(expected, run.join().toDoubles()));
        }
    }

    @Test
    void resultsAreSnapshots() {
        double[] x = {1};
        try (var engine = Engine.open("cpu");
                var f = engine.compile(doubled)) {
            Tensor before = f.run(Tensor.of(x));
            x[0] = 7;
            assertEquals(2, before.toDoubles()[0]);
        }
    }

    @Test
    void aClosedTensorIsNotRead() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(doubled)) {
            Tensor result = f.run(Tensor.of(new double[3]));
            result.close();
            result.close();
            assertEquals(0, engine.liveBytes());
            assertThrows(IllegalStateException.class, result::toDoubles);
        }
    }

    @Test
    void argumentsThatDoNotFitAreNamed() {
        record In(Tensor spot, Tensor strike) {}
        var f = Fn.trace("f", new In(f64(), f64()), in -> in.spot().minus(in.strike()));
        try (var engine = Engine.open("cpu");
                var run = engine.compile(f.batched())) {
            var sizes = assertThrows(
                    ComputeException.class, () -> run.run(new In(Tensor.of(new double[3]), Tensor.of(new double[4]))));
            assertTrue(sizes.getMessage().contains("'strike' has 4 for B"), sizes.getMessage());
            var types = assertThrows(
                    ComputeException.class, () -> run.run(new In(Tensor.of(new float[3]), Tensor.of(new double[3]))));
            assertTrue(types.getMessage().contains("'spot' should be f64[B], got f32[3]"), types.getMessage());
        }
        assertThrows(
                RuntimeException.class,
                () -> Fn.trace("mixed", new In(f64(), f32()), in -> in.spot().plus(in.strike())));
    }

    @Test
    void anUnknownDeviceIsAnsweredWithTheList() {
        var e = assertThrows(BackendException.class, () -> Engine.open("gpu"));
        assertTrue(e.getMessage().contains("cpu"), e.getMessage());
    }

    @Test
    void anEmptyBatchIsLegal() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(doubled);
                var mean = engine.compile(
                        Fn.trace("f", f64(), x -> exp(x)).batched().sum())) {
            assertEquals(0, f.run(Tensor.of(new double[0])).toDoubles().length);
            assertEquals(0, mean.run(Tensor.of(new double[0])).item());
        }
    }
}
