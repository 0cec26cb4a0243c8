package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Buffers, closing, bad arguments and concurrent runs.
final class LifecycleTest {
    private static final TensorType BATCH = new TensorType(DType.F64, Shape.of(Dim.symbol("B")));

    /// Memory that this device did not make.
    private record Foreign(long byteSize) implements Buffer {
        @Override
        public void upload(MemorySegment from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void download(MemorySegment to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static Graph square() {
        var b = new GraphBuilder("square");
        var x = b.input("x", BATCH);
        return b.output("y", x.mul(x)).build();
    }

    private static Device open() {
        return new VectorBackend().open("vector");
    }

    private static void assertRefused(Class<? extends Exception> type, String part, Runnable action) {
        String message = assertThrows(type, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void buffersCountUntilTheyAreClosed() {
        try (Device device = open()) {
            Buffer a = device.allocate(24);
            Buffer b = device.allocate(0);
            double[] data = {1, 2, 3};
            a.upload(MemorySegment.ofArray(data));
            double[] back = new double[3];
            a.download(MemorySegment.ofArray(back));
            assertArrayEquals(data, back);
            assertEquals(24, device.liveBytes());
            a.close();
            a.close();
            b.close();
            assertEquals(0, device.liveBytes());
            assertRefused(IllegalStateException.class, "closed", a::byteSize);
            assertRefused(IllegalStateException.class, "closed", () -> a.download(MemorySegment.ofArray(back)));
        }
    }

    @Test
    void wrappedMemoryIsNotCopied() {
        double[] x = {1, 2};
        double[] y = new double[2];
        try (Device device = open();
                Executable square = device.compile(square(), CompileOptions.DEFAULT)) {
            assertTrue(device.addressesHost());
            Launch launch = new Launch(
                    List.of(device.wrap(MemorySegment.ofArray(x))),
                    Map.of("B", 2L),
                    List.of(device.wrap(MemorySegment.ofArray(y))));
            x[0] = 5;
            Pending pending = square.run(launch);
            assertTrue(pending.isDone());
            assertEquals(Optional.empty(), pending.await());
            assertEquals(0, device.liveBytes());
        }
        assertArrayEquals(new double[] {25, 4}, y);
    }

    @Test
    void closingTheDeviceClosesAllOfIt() {
        Device device = open();
        Buffer buffer = device.allocate(8);
        Executable square = device.compile(square(), CompileOptions.DEFAULT);
        device.close();
        device.close();
        assertEquals(0, device.liveBytes());
        assertRefused(IllegalStateException.class, "closed", buffer::byteSize);
        assertRefused(IllegalStateException.class, "closed", () -> device.allocate(8));
        assertRefused(IllegalStateException.class, "closed", () -> device.wrap(MemorySegment.NULL));
        assertRefused(
                IllegalStateException.class, "closed", () -> square.run(new Launch(List.of(), Map.of(), List.of())));
    }

    @Test
    void aClosedExecutableDoesNotRun() {
        try (Device device = open()) {
            Executable square = device.compile(square(), CompileOptions.DEFAULT);
            square.close();
            square.close();
            assertRefused(
                    IllegalStateException.class,
                    "closed",
                    () -> square.run(new Launch(List.of(), Map.of(), List.of())));
        }
    }

    @Test
    void badRunsAreRefusedBeforeAnyWork() {
        try (Device device = open();
                Executable square = device.compile(square(), CompileOptions.DEFAULT)) {
            Buffer two = device.wrap(MemorySegment.ofArray(new double[2]));
            Buffer three = device.wrap(MemorySegment.ofArray(new double[3]));
            Buffer wide = device.wrap(MemorySegment.ofArray(new double[4]).asReadOnly());
            Buffer foreign = new Foreign(16);
            record Bad(List<Buffer> in, Map<String, Long> sizes, List<Buffer> out, String part) {}
            for (Bad bad : List.of(
                    new Bad(List.of(two), Map.of(), List.of(two), "symbol B has no size"),
                    new Bad(List.of(two), Map.of("B", -1L), List.of(two), "cannot have the size -1"),
                    new Bad(List.of(), Map.of("B", 2L), List.of(two), "has 1 inputs [x], but the run has 0"),
                    new Bad(
                            List.of(two),
                            Map.of("B", 2L),
                            List.of(three),
                            "output 'y' of type f64[B] takes a buffer" + " of exactly 16 bytes"),
                    new Bad(List.of(three), Map.of("B", 2L), List.of(two), "input 'x' of type f64[B]"),
                    new Bad(List.of(two), Map.of("B", 2L), List.of(two), "overlaps"),
                    new Bad(List.of(device.allocate(32)), Map.of("B", 4L), List.of(wide), "read-only"),
                    new Bad(List.of(foreign), Map.of("B", 2L), List.of(two), "another device"),
                    new Bad(List.of(two), Map.of("B", 1L << 62), List.of(two), "more than 2^63-1 bytes"))) {
                assertRefused(
                        BackendException.class,
                        bad.part(),
                        () -> square.run(new Launch(bad.in(), bad.sizes(), bad.out())));
            }
            assertRefused(
                    BackendException.class,
                    "the sizes must be equal",
                    () -> two.upload(MemorySegment.ofArray(new int[5])));
        }
    }

    @Test
    void memoryThatIsNotThereIsRefusedWithItsSize() {
        try (Device device = open()) {
            for (long bytes : new long[] {1L << 50, Long.MAX_VALUE, -1}) {
                assertRefused(BackendException.class, Long.toString(bytes), () -> device.allocate(bytes));
            }
            assertEquals(0, device.liveBytes());
        }
    }

    @Test
    void onlyFrozenGraphsAreCompiled() {
        Composite twice = Composite.unary("twice")
                .expansion(x -> x.add(x))
                .partial((x, y) -> y.constant(2))
                .promise(DType.F64, 0.5)
                .specialValues("those of x + x")
                .source("derived: the sum")
                .build();
        var b = new GraphBuilder("composite");
        b.output("y", b.input("x", BATCH).apply(twice));
        var c = new GraphBuilder("call");
        c.output(
                "y",
                c.emit(new Op.Call(square(), new CallRule.Inline()), c.input("x", BATCH))
                        .getFirst());
        try (Device device = open()) {
            for (Graph graph : List.of(b.build(), c.build())) {
                assertRefused(
                        BackendException.class,
                        "freeze the graph",
                        () -> device.compile(graph, CompileOptions.DEFAULT));
            }
            assertRefused(
                    BackendException.class, "its one device is 'vector'", () -> new VectorBackend().open("vector:1"));
        }
    }

    @Test
    void anyNumberOfRunsGoAtOnce() throws Exception {
        var b = new GraphBuilder("work");
        var x = b.input("x", BATCH);
        var y = x;
        for (int i = 0; i < 20; i++) {
            y = y.mul(x).add(0.25).broadcast(BATCH.shape(), List.of(0)).sqrt().add(x);
        }
        Graph graph = b.output("y", y).build();
        try (Device device = open();
                Executable work = device.compile(graph, CompileOptions.DEFAULT);
                var threads = Executors.newFixedThreadPool(4)) {
            var runs = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        double[] in = IntStream.range(0, 700 + i)
                                .mapToDouble(j -> i + j * 0.01)
                                .toArray();
                        double[] out = new double[in.length];
                        try (Buffer from = device.allocate(in.length * 8L);
                                Buffer to = device.allocate(in.length * 8L)) {
                            from.upload(MemorySegment.ofArray(in));
                            work.run(new Launch(List.of(from), Map.of("B", (long) in.length), List.of(to)))
                                    .await();
                            to.download(MemorySegment.ofArray(out));
                        }
                        for (int j = 0; j < in.length; j++) {
                            double expected = in[j];
                            for (int k = 0; k < 20; k++) {
                                expected = Math.sqrt(expected * in[j] + 0.25) + in[j];
                            }
                            assertEquals(expected, out[j], "run " + i + ", element " + j);
                        }
                        return i;
                    }))
                    .toList();
            for (var run : runs) {
                run.get();
            }
            assertEquals(0, device.liveBytes());
        }
    }
}
