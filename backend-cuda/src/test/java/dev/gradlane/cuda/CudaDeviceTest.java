package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.ScalarOp;
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
import dev.gradlane.text.GraphText;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Memory, lifetimes, faults and threads of a device of this backend.
class CudaDeviceTest {
    private static final Graph TWICE = GraphText.parse("""
            graph twice {
              %0:f32[N] = input x
              %1:f32[N] = add %0 %0
              return y = %1
            }
            """);

    private static MemorySegment floats(float... values) {
        return MemorySegment.ofArray(values);
    }

    private static float[] run(Device device, Executable twice, float... x) {
        try (Buffer in = device.wrap(floats(x));
                Buffer out = device.allocate(4L * x.length)) {
            Launch launch = new Launch(List.of(in), Map.of("N", (long) x.length), List.of(out));
            assertEquals(Optional.empty(), twice.run(launch).await());
            float[] y = new float[x.length];
            out.download(MemorySegment.ofArray(y));
            return y;
        }
    }

    @Test
    void everyBufferIsCountedAndFreed() {
        try (Device device = CudaEmulatorBackend.device(false)) {
            try (Executable twice = device.compile(TWICE, CompileOptions.DEFAULT)) {
                assertEquals(3f, run(device, twice, 1, 1.5f)[1]);
                assertEquals(0, run(device, twice).length);
            }
            Buffer open = device.allocate(40);
            assertEquals(40, device.liveBytes());
            open.close();
            open.close();
            assertEquals(0, device.liveBytes());
            String used =
                    assertThrows(IllegalStateException.class, open::byteSize).getMessage();
            assertEquals("buffer of 40 bytes used after it was closed", used);
        }
    }

    @Test
    void closingTheDeviceClosesWhatIsMadeOnIt() {
        Device device = CudaEmulatorBackend.device(false);
        Executable twice = device.compile(TWICE, CompileOptions.DEFAULT);
        Buffer buffer = device.allocate(4);
        device.close();
        device.close();
        assertThrows(IllegalStateException.class, buffer::byteSize);
        assertThrows(IllegalStateException.class, () -> device.allocate(1));
        Launch launch = new Launch(List.of(buffer), Map.of("N", 1L), List.of(buffer));
        assertThrows(IllegalStateException.class, () -> twice.run(launch));
        twice.close();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Device device = CudaEmulatorBackend.device(false);
                Device other = CudaEmulatorBackend.device(false);
                Executable twice = device.compile(TWICE, CompileOptions.DEFAULT)) {
            Buffer mine = device.allocate(8);
            Buffer foreign = other.allocate(8);
            assertRefused("output 'y' was given a buffer of another device", twice, mine, foreign);
            assertRefused("the buffer of output 'y' overlaps an input or another output", twice, mine, mine);
            assertRefused("takes a buffer of exactly 8 bytes", twice, mine, device.allocate(4));
            assertTrue(assertThrows(BackendException.class, () -> device.allocate(1L << 60))
                    .getMessage()
                    .startsWith("device cuda-emulator is out of memory: it was asked for 1152921504606846976 bytes"));
            assertThrows(BackendException.class, () -> device.allocate(-1));
            assertThrows(BackendException.class, () -> mine.upload(floats(1)));
        }
    }

    private static void assertRefused(String message, Executable twice, Buffer in, Buffer out) {
        Launch launch = new Launch(List.of(in), Map.of("N", 2L), List.of(out));
        String actual =
                assertThrows(BackendException.class, () -> twice.run(launch)).getMessage();
        assertTrue(actual.contains(message), actual);
    }

    /// Of all threads that meet an illegal value, the least sample is told, over several blocks.
    @Test
    void theLeastFaultIsTold() {
        Index cell = new Index(List.of(), List.of(new Index.Term(0, Extent.ONE)));
        Extent n = new Extent.Product(1, List.of("N"));
        Kernel kernel = new Kernel(
                "checked",
                Layout.LANE,
                List.of(new Axis(0, n)),
                new Block(List.of(
                        new Statement.Load(0, DType.F32, 0, cell),
                        new Statement.Constant(1, DType.F32, 0),
                        new Statement.Compute(2, DType.BOOL, ScalarOp.GE, List.of(0, 1)),
                        new Statement.Require(2, cell, 1),
                        new Statement.Store(1, cell, 0))));
        List<KernelBuffer> buffers = List.of(
                new KernelBuffer(0, DType.F32, n, new KernelBuffer.Role.Input(0)),
                new KernelBuffer(1, DType.F32, n, new KernelBuffer.Role.Output(0)));
        KernelProgram program =
                new KernelProgram(TWICE, buffers, List.of(kernel), new BufferPlan(List.of(), Map.of()), List.of());
        try (CudaDevice device = CudaEmulatorBackend.device(false);
                Executable checked = device.compile(program)) {
            float[] x = new float[1000];
            assertEquals(Optional.empty(), fault(device, checked, x));
            x[999] = -1;
            x[700] = Float.NaN;
            x[301] = -2;
            assertEquals(Optional.of(new Fault(301, 1)), fault(device, checked, x));
            assertEquals(Optional.empty(), fault(device, checked, new float[1000]));
        }
    }

    private static Optional<Fault> fault(Device device, Executable checked, float[] x) {
        try (Buffer in = device.wrap(MemorySegment.ofArray(x));
                Buffer out = device.allocate(4L * x.length)) {
            return checked.run(new Launch(List.of(in), Map.of("N", (long) x.length), List.of(out)))
                    .await();
        }
    }

    @Test
    void oneExecutableServesManyThreads() throws Exception {
        try (Device device = CudaEmulatorBackend.device(false);
                Executable twice = device.compile(TWICE, CompileOptions.DEFAULT);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Float>> calls = IntStream.range(0, 40)
                    .<Callable<Float>>mapToObj(
                            i -> () -> run(device, twice, new float[100 + i])[0] + run(device, twice, i)[0])
                    .toList();
            List<Future<Float>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertEquals(2f * i, results.get(i).get());
            }
            assertEquals(0, device.liveBytes());
        }
    }

    @Test
    void theEmulatorIsOpenedByNameAlone() {
        assertTrue(Engine.devices().stream().map(DeviceInfo::token).toList().contains("cuda-emulator"));
        try (Engine engine = Engine.open()) {
            assertTrue(!engine.device().token().equals("cuda-emulator"));
        }
        try (Engine engine = Engine.open("cuda-emulator")) {
            assertEquals("cuda-emulator", engine.device().backend());
        }
    }

    /// A kernel that stores 600 values of one input, which fusion makes one.
    @Test
    void aKernelOfMoreParametersThanALaunchPassesIsRefused() {
        StringBuilder text = new StringBuilder("graph many {\n  %0:f32[N] = input x\n");
        StringBuilder outputs = new StringBuilder("  return ");
        for (int i = 1; i <= 600; i++) {
            text.append("  %%%d:f32[N] = add %%%d %%0\n".formatted(i, i - 1));
            outputs.append(i > 1 ? ", " : "").append("y%d = %%%d".formatted(i, i));
        }
        Graph many = GraphText.parse(text.append(outputs).append("\n}\n").toString());
        try (Device device = CudaEmulatorBackend.device(false)) {
            String message = assertThrows(BackendException.class, () -> device.compile(many, CompileOptions.DEFAULT))
                    .getMessage();
            assertTrue(message.contains("parameters, more than a launch passes"), message);
        }
    }

    @Test
    void explainShowsTheText() {
        try (Device device = CudaEmulatorBackend.device(false);
                Executable twice = device.compile(TWICE, CompileOptions.DEFAULT)) {
            assertTrue(twice.explain().contains("add.rn.f32"), twice.explain());
        }
    }
}
