package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.BufferPlan;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Buffers, runs from many threads, closing, the fault word and the cache of binaries.
class LifecycleTest {
    private static final TensorType BATCH = new TensorType(DType.F32, Shape.of(Dim.symbol("B")));

    private static Graph square() {
        GraphBuilder b = new GraphBuilder("square");
        var x = b.input("x", BATCH);
        return b.output("y", x.mul(x).add(1)).build();
    }

    @Test
    void buffersCountUntilTheyAreClosedAndClosingTheDeviceClosesAll() {
        Device device = OnOpenCl.open();
        Buffer a = device.allocate(24);
        Buffer b = device.allocate(0);
        float[] data = {1, 2, 3, 4, 5, 6};
        a.upload(MemorySegment.ofArray(data));
        float[] back = new float[6];
        a.download(MemorySegment.ofArray(back));
        assertArrayEquals(data, back);
        assertEquals(24, device.liveBytes());
        b.close();
        Executable square = device.compile(square(), CompileOptions.DEFAULT);
        device.close();
        device.close();
        assertEquals(0, device.liveBytes());
        assertThrows(IllegalStateException.class, a::byteSize);
        assertThrows(IllegalStateException.class, () -> device.allocate(8));
        assertThrows(IllegalStateException.class, () -> square.run(new Launch(List.of(), Map.of(), List.of())));
    }

    @Test
    void memoryThatIsNotThereIsRefusedWithItsSize() {
        try (Device device = OnOpenCl.open()) {
            for (long bytes : new long[] {1L << 50, Long.MAX_VALUE, -1}) {
                String message = assertThrows(BackendException.class, () -> device.allocate(bytes))
                        .getMessage();
                assertTrue(message.contains(Long.toString(bytes)), message);
            }
            assertEquals(0, device.liveBytes());
        }
    }

    @Test
    void alignedMemoryOfTheHostIsAnOutputWithoutACopyAndACopyIsRefused() {
        try (Device device = OnOpenCl.open();
                Executable square = device.compile(square(), CompileOptions.DEFAULT);
                Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(4096, 4096);
            MemorySegment y = arena.allocate(4096, 4096);
            x.setAtIndex(ValueLayout.JAVA_FLOAT, 1000, 3);
            Map<String, Long> sizes = Map.of("B", 1024L);
            if (OnOpenCl.facts().unified()) {
                square.run(new Launch(List.of(device.wrap(x)), sizes, List.of(device.wrap(y))))
                        .await();
                assertEquals(10, y.getAtIndex(ValueLayout.JAVA_FLOAT, 1000));
            }
            Launch copied = new Launch(
                    List.of(device.wrap(x)), sizes, List.of(device.wrap(MemorySegment.ofArray(new float[1024]))));
            assertTrue(assertThrows(BackendException.class, () -> square.run(copied))
                    .getMessage()
                    .contains("copy"));
            Buffer both = device.allocate(4096);
            assertTrue(assertThrows(
                            BackendException.class, () -> square.run(new Launch(List.of(both), sizes, List.of(both))))
                    .getMessage()
                    .contains("overlaps"));
        }
    }

    @Test
    void anyNumberOfRunsGoAtOnce() throws Exception {
        try (Device device = OnOpenCl.open();
                Executable square = device.compile(square(), CompileOptions.DEFAULT);
                var threads = Executors.newFixedThreadPool(4)) {
            var runs = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        float[] x = new float[700 + i];
                        for (int j = 0; j < x.length; j++) {
                            x[j] = i + j * 0.25f;
                        }
                        float[] y = new float[x.length];
                        try (Buffer from = device.allocate(x.length * 4L);
                                Buffer to = device.allocate(x.length * 4L)) {
                            from.upload(MemorySegment.ofArray(x));
                            Pending pending =
                                    square.run(new Launch(List.of(from), Map.of("B", (long) x.length), List.of(to)));
                            assertEquals(Optional.empty(), pending.await());
                            assertTrue(pending.isDone());
                            to.download(MemorySegment.ofArray(y));
                        }
                        for (int j = 0; j < x.length; j++) {
                            assertEquals(x[j] * x[j] + 1, y[j]);
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

    @Test
    void aKernelOfMoreBuffersThanADeviceTakesIsSeveral() {
        GraphBuilder b = new GraphBuilder("many");
        var x = b.input("x", BATCH);
        var y = x;
        int outputs = 300;
        for (int i = 0; i < outputs; i++) {
            y = y.add(x);
            b.output("y" + i, y);
        }
        try (Device device = OnOpenCl.open();
                Executable many = device.compile(b.build(), CompileOptions.DEFAULT)) {
            Buffer in = device.allocate(12);
            in.upload(MemorySegment.ofArray(new float[] {1, 2, 3}));
            List<Buffer> out = IntStream.range(0, outputs)
                    .mapToObj(_ -> device.allocate(12))
                    .toList();
            many.run(new Launch(List.of(in), Map.of("B", 3L), out)).await();
            for (int i = 0; i < outputs; i++) {
                float[] sums = new float[3];
                out.get(i).download(MemorySegment.ofArray(sums));
                assertArrayEquals(new float[] {i + 2, 2 * (i + 2), 3 * (i + 2)}, sums);
            }
        }
    }

    @Test
    void theFaultIsTheSmallestSampleAndInItTheFirstNode() {
        Extent n = Extent.of(Dim.symbol("B"));
        Index i = new Index(List.of(), List.of(new Index.Term(0, Extent.ONE)));
        Block body = new Block(List.of(
                new Statement.Load(0, DType.F32, 0, i),
                new Statement.Constant(1, DType.F32, DType.F32.bitsOf(0)),
                new Statement.Compute(2, DType.BOOL, ScalarOp.GE, List.of(0, 1)),
                new Statement.Require(2, i, 9),
                new Statement.Require(2, i, 7),
                new Statement.Store(1, i, 0)));
        KernelProgram program = new KernelProgram(
                square(),
                List.of(
                        new KernelBuffer(0, DType.F32, n, new KernelBuffer.Role.Input(0)),
                        new KernelBuffer(1, DType.F32, n, new KernelBuffer.Role.Output(0))),
                List.of(new Kernel("k0", Layout.LANE, List.of(new Axis(0, n)), body)),
                new BufferPlan(List.of(), Map.of()),
                List.of());
        try (OpenClDevice device = OnOpenCl.open();
                OpenClExecutable checked = device.compile(program)) {
            float[] x = new float[1000];
            Buffer in = device.allocate(4000);
            Buffer out = device.allocate(4000);
            in.upload(MemorySegment.ofArray(x));
            Launch launch = new Launch(List.of(in), Map.of("B", 1000L), List.of(out));
            assertEquals(Optional.empty(), checked.run(launch).await());
            x[437] = -1;
            x[900] = -1;
            in.upload(MemorySegment.ofArray(x));
            assertEquals(Optional.of(new Fault(437, 7)), checked.run(launch).await());
        }
    }

    @Test
    void aDamagedBinaryIsIgnoredAndWrittenAnew(@TempDir Path folder) throws IOException {
        OnOpenCl.facts();
        String before = System.getProperty(UserCache.PROPERTY, "");
        System.setProperty(UserCache.PROPERTY, folder.toString());
        try {
            compileAndRun();
            Path binary = onlyFile(folder);
            byte[] good = Files.readAllBytes(binary);
            byte[] bad = good.clone();
            bad[good.length / 2] ^= 1;
            Files.write(binary, bad);
            compileAndRun();
            assertFalse(Arrays.equals(bad, Files.readAllBytes(binary)));
            Files.write(binary, Arrays.copyOf(good, 40));
            compileAndRun();
            assertTrue(Files.size(binary) > 40);
            // and a good one serves
            compileAndRun();
        } finally {
            System.setProperty(UserCache.PROPERTY, before);
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.getFirst();
        }
    }

    private static void compileAndRun() {
        try (Device device = OnOpenCl.open();
                Executable square = device.compile(square(), CompileOptions.DEFAULT);
                Buffer from = device.allocate(8);
                Buffer to = device.allocate(8)) {
            from.upload(MemorySegment.ofArray(new float[] {2, 3}));
            square.run(new Launch(List.of(from), Map.of("B", 2L), List.of(to))).await();
            float[] y = new float[2];
            to.download(MemorySegment.ofArray(y));
            assertArrayEquals(new float[] {5, 10}, y);
        }
    }
}
