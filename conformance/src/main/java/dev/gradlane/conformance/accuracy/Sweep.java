package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Blocks of f32 inputs, in an order in which every beginning is spread over all of them, run on a device and shared
/// among threads.
final class Sweep {
    /// All inputs.
    static final int BLOCKS = 1 << 10;

    private static final int LAUNCH = 1 << 18;
    private static final int SPREAD = 397;

    static final int THREADS = Runtime.getRuntime().availableProcessors();

    private Sweep() {}

    /// What one thread does with the results of a block.
    interface Visitor {
        void visit(int block, float[] results);
    }

    /// The n-th block in the order of visits.
    static int block(int n) {
        return n * SPREAD & BLOCKS - 1;
    }

    /// Runs the first `count` blocks; `visitors` has one entry per thread.
    static void run(Device device, Graph graph, int count, List<? extends Visitor> visitors) {
        AtomicInteger next = new AtomicInteger();
        IntConsumer body = thread -> {
            Visitor visitor = visitors.get(thread);
            int[] x = new int[LAUNCH];
            float[] results = new float[BlockJudge.SIZE];
            MemorySegment all = MemorySegment.ofArray(results);
            try (var lanes = new LaneRun(device, graph, LAUNCH)) {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    int first = block(n) * BlockJudge.SIZE;
                    for (int offset = 0; offset < BlockJudge.SIZE; offset += LAUNCH) {
                        for (int i = 0; i < LAUNCH; i++) {
                            x[i] = first + offset + i;
                        }
                        long bytes = (long) LAUNCH * DType.F32.bytes();
                        lanes.run(
                                List.of(MemorySegment.ofArray(x)),
                                all.asSlice((long) offset * DType.F32.bytes(), bytes));
                    }
                    visitor.visit(block(n), results);
                }
            }
        };
        inParallel(visitors.size(), body);
    }

    /// Digests of the first `count` blocks in the order of visits.
    static long[] digests(Device device, Graph graph, int count) {
        long[] digests = new long[BLOCKS];
        Visitor visitor = (block, results) -> digests[block] = BlockDigest.of(results);
        run(device, graph, count, Collections.nCopies(THREADS, visitor));
        return IntStream.range(0, count).mapToLong(n -> digests[block(n)]).toArray();
    }

    /// Runs `body` with 0, 1, … on as many threads.
    ///
    /// @throws IllegalStateException if one fails
    static void inParallel(int threads, IntConsumer body) {
        List<Future<?>> running = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(pool.submit(() -> body.accept(thread)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sweep failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a sweep was interrupted", e);
        }
    }
}
