package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Folds read whole vectors, but nothing behind the caller's memory: here it ends where a protected page begins, and a
/// read of that page would end the process.
final class ReachTest {
    private static final long PAGE = 1 << 16;
    private static final int NONE = 0;
    private static final int READ_WRITE = 3;

    private record Size(long n, long cells) {}

    private static final List<Size> SIZES = List.of(
            new Size(1, 1),
            new Size(5, 3),
            new Size(17, 2),
            new Size(129, 5),
            new Size(130, 7),
            new Size(4099, 1),
            new Size(127, 33),
            new Size(40, 130),
            new Size(3, 257),
            new Size(2, 513));

    /// @param axis that is folded, of [N, C] or of [C, N]
    private static Graph graph(DType type, int axis) {
        Dim n = Dim.symbol("N");
        Dim cells = Dim.symbol("C");
        var b = new GraphBuilder("reach");
        Expr x = b.input("x", new TensorType(type, axis == 0 ? Shape.of(n, cells) : Shape.of(cells, n)));
        b.output("sum", x.reduce(Reduction.SUM, List.of(axis)));
        b.output("max", x.reduce(Reduction.MAX, List.of(axis)));
        return Freeze.of(b.build());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512})
    void theLastElementIsTheLastThatIsRead(int bits) {
        System.setProperty("gradlane.vector.bits", Integer.toString(bits));
        try (Device device = new VectorBackend().open("vector");
                Arena arena = Arena.ofConfined();
                Guarded memory = new Guarded(arena)) {
            for (DType type : List.of(DType.F32, DType.F64)) {
                for (int axis = 0; axis < 2; axis++) {
                    try (Executable executable = device.compile(graph(type, axis), CompileOptions.DEFAULT)) {
                        for (Size size : SIZES) {
                            check(device, executable, type, size, memory, arena);
                        }
                    }
                }
            }
        } finally {
            System.clearProperty("gradlane.vector.bits");
        }
    }

    /// All elements are 1, so every sum is exact.
    private static void check(
            Device device, Executable executable, DType type, Size size, Guarded memory, Arena arena) {
        MemorySegment in = ones(memory.last(size.n * size.cells * type.bytes()), type);
        MemorySegment sums = result(arena, type, size);
        MemorySegment greatest = result(arena, type, size);
        Launch launch = new Launch(
                List.of(device.wrap(in)),
                Map.of("N", size.n, "C", size.cells),
                List.of(device.wrap(sums), device.wrap(greatest)));
        assertEquals(Optional.empty(), executable.run(launch).await());
        for (long cell = 0; cell < size.cells; cell++) {
            assertEquals(size.n, get(sums, type, cell), type + " " + size);
            assertEquals(1, get(greatest, type, cell), type + " " + size);
        }
    }

    private static MemorySegment result(Arena arena, DType type, Size size) {
        return arena.allocate(size.cells * type.bytes(), 8);
    }

    private static MemorySegment ones(MemorySegment memory, DType type) {
        for (long i = 0; i < memory.byteSize() / type.bytes(); i++) {
            if (type == DType.F32) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
            } else {
                memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 1);
            }
        }
        return memory;
    }

    private static double get(MemorySegment memory, DType type, long i) {
        return type == DType.F32
                ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
    }

    /// Memory before a page that nobody may read.
    private static final class Guarded implements AutoCloseable {
        @SuppressWarnings("restricted")
        private static final MethodHandle PROTECT = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("mprotect"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));

        private final MemorySegment before;
        private final MemorySegment page;

        Guarded(Arena arena) {
            MemorySegment all = arena.allocate(4 * PAGE, PAGE);
            before = all.asSlice(0, 2 * PAGE);
            page = all.asSlice(2 * PAGE, PAGE);
            protect(page, NONE);
        }

        MemorySegment last(long bytes) {
            return before.asSlice(before.byteSize() - bytes);
        }

        private static void protect(MemorySegment page, int access) {
            try {
                assertEquals(0, (int) PROTECT.invokeExact(page, PAGE, access));
            } catch (Throwable e) {
                throw new AssertionError("mprotect", e);
            }
        }

        @Override
        public void close() {
            protect(page, READ_WRITE);
        }
    }
}
