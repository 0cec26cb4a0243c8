package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Launch;
import dev.gradlane.function.Exp;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.pass.Freeze;
import dev.gradlane.vector.Warming.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The switch from loops to generated code.
final class TiersTest {
    private static final int POINTS = 1500;
    private static final int THREADS = 3;

    /// What the background would do, done when a test says so.
    private final Queue<Runnable> background = new ConcurrentLinkedQueue<>();

    /// Segments, guards (sin far from 0), tables, integers and bools.
    private static KernelProgram program() {
        TensorType batch = new TensorType(DType.F64, Shape.of(Dim.symbol("B")));
        var b = new GraphBuilder("work");
        var x = b.input("x", batch);
        var y = x;
        for (int i = 0; i < 3; i++) {
            y = y.apply(Trig.SIN).add(x.apply(Exp.EXP)).add(0.25);
        }
        Graph graph = b.output("y", y.ge(1.0).select(y, x)).build();
        return Lowering.of(Freeze.of(graph), CompileOptions.DEFAULT.lowering());
    }

    private static VectorDevice open() {
        return (VectorDevice) new VectorBackend().open("vector");
    }

    private VectorExecutable compile(VectorDevice device, long patience, Warming.Factory warming) {
        return new VectorExecutable(
                device, program(), new Tiers(Settings.Tier.AUTO, patience, background::add, warming), _ -> {});
    }

    /// One run; every point is another number, some of them are far.
    private static long[] run(VectorDevice device, VectorExecutable executable) {
        double[] x = new double[POINTS];
        Arrays.setAll(x, i -> (i - 700) * (i % 50 == 0 ? 1e4 : 0.01));
        double[] y = new double[POINTS];
        executable
                .run(new Launch(
                        List.of(device.wrap(MemorySegment.ofArray(x))),
                        Map.of("B", (long) POINTS),
                        List.of(device.wrap(MemorySegment.ofArray(y)))))
                .await();
        return Arrays.stream(y).mapToLong(Double::doubleToLongBits).toArray();
    }

    private void drain() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    private static void assertTier(String tier, VectorExecutable executable) {
        String text = executable.explain();
        assertTrue(text.contains("tier now: " + tier + "\n"), text);
    }

    @Test
    void theSwitchInTheMiddleOfRunsChangesNoBit() throws Exception {
        try (VectorDevice device = open();
                VectorExecutable executable = compile(device, 0, (_, _, _, _, _, _) -> () -> Verdict.FASTER);
                var threads = Executors.newFixedThreadPool(THREADS)) {
            long[] expected = run(device, executable);
            CountDownLatch half = new CountDownLatch(THREADS);
            CountDownLatch switched = new CountDownLatch(1);
            List<Future<Integer>> differing = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                differing.add(threads.submit(() -> {
                    int wrong = 0;
                    for (int i = 0; i < 20; i++) {
                        wrong += Arrays.equals(expected, run(device, executable)) ? 0 : 1;
                    }
                    half.countDown();
                    // the switch comes somewhere in these runs
                    for (int after = 0; after < 20; after += switched.getCount() == 0 ? 1 : 0) {
                        wrong += Arrays.equals(expected, run(device, executable)) ? 0 : 1;
                    }
                    return wrong;
                }));
            }
            half.await();
            assertTier("tile loops", executable);
            drain();
            switched.countDown();
            for (Future<Integer> wrong : differing) {
                assertEquals(0, wrong.get());
            }
            assertTier("generated code", executable);
        }
    }

    private static String state(VectorExecutable executable) {
        String text = executable.explain();
        int from = text.indexOf("tier now: ") + "tier now: ".length();
        return text.substring(from, text.indexOf('\n', from));
    }

    @Test
    void theSwitchComesByItself() {
        try (VectorDevice device = open();
                VectorExecutable executable = compile(device, 0, WarmUp::new)) {
            long[] expected = run(device, executable);
            run(device, executable);
            while (!background.isEmpty()) {
                background.remove().run();
                assertTrue(Arrays.equals(expected, run(device, executable)), () -> state(executable));
            }
            assertTrue(Arrays.equals(expected, run(device, executable)), () -> state(executable));
            assertTrue(state(executable).matches("generated code|tile loops, which .*"), () -> state(executable));
        }
    }

    @Test
    void aProgramThatRunsForAMomentGeneratesNothing() {
        try (VectorDevice device = open();
                VectorExecutable executable = compile(device, Long.MAX_VALUE, WarmUp::new)) {
            run(device, executable);
            assertTrue(background.isEmpty());
            assertTier("tile loops", executable);
        }
    }

    @Test
    void aFailureOfTheWarmUpIsToldAndChangesNoBit() {
        try (VectorDevice device = open();
                VectorExecutable executable = compile(device, 0, (_, _, _, _, _, _) -> {
                    throw new IllegalStateException("planted");
                })) {
            long[] expected = run(device, executable);
            run(device, executable);
            assertFalse(background.isEmpty());
            drain();
            assertTier(
                    "tile loops, because generated code failed: java.lang.IllegalStateException: planted", executable);
            assertTrue(Arrays.equals(expected, run(device, executable)));
            assertTrue(background.isEmpty(), "it is not tried again");
        }
    }

    @Test
    void aFailureInALaterSliceIsToldToo() {
        AtomicInteger slices = new AtomicInteger();
        try (VectorDevice device = open();
                VectorExecutable executable = compile(device, 0, (_, _, _, _, _, _) -> () -> {
                    if (slices.incrementAndGet() == 3) {
                        throw new OutOfMemoryError("planted");
                    }
                    return Verdict.UNDECIDED;
                })) {
            long[] expected = run(device, executable);
            run(device, executable);
            drain();
            assertEquals(3, slices.get());
            assertTier("tile loops, because generated code failed: java.lang.OutOfMemoryError: planted", executable);
            assertTrue(Arrays.equals(expected, run(device, executable)));
        }
    }

    @Test
    void closingStopsTheWork() {
        AtomicInteger slices = new AtomicInteger();
        try (VectorDevice device = open()) {
            VectorExecutable executable = compile(device, 0, (_, _, _, _, _, _) -> () -> {
                slices.incrementAndGet();
                return Verdict.UNDECIDED;
            });
            run(device, executable);
            run(device, executable);
            background.remove().run();
            background.remove().run();
            assertEquals(2, slices.get());
            executable.close();
            drain();
            assertEquals(2, slices.get());
        }
    }

    @Test
    void theThreadKeepsNoProcessAlive() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>(Thread.currentThread());
        CountDownLatch ran = new CountDownLatch(1);
        BackgroundThread.EXECUTOR.execute(() -> {
            thread.set(Thread.currentThread());
            ran.countDown();
        });
        ran.await();
        assertEquals(BackgroundThread.NAME, thread.get().getName());
        assertTrue(thread.get().isDaemon());
    }
}
