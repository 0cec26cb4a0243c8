package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.graph.Dim;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fold in every layout, for devices that spread a row over a work-group and for those that do
/// not, at lengths around lanes, blocks and chunks: the bits of the interpreter of kernels.
class FoldKernelsTest {
    private static final List<Long> LENGTHS = List.of(
            0L, 1L, 2L, 3L, 5L, 8L, 100L, 127L, 128L, 129L, 255L, 256L, 257L, 4095L, 4096L, 4097L, 8200L, 40_000L);

    static Stream<Object[]> layouts() {
        return Stream.of(Layout.SCALAR, Layout.LANE, Layout.ROW)
                .flatMap(layout -> Stream.of(Target.Rows.values())
                        .filter(rows -> rows == Target.Rows.ITEM || layout == Layout.ROW)
                        .map(rows -> new Object[] {layout, rows}));
    }

    @ParameterizedTest(name = "{0}, a row by {1}")
    @MethodSource("layouts")
    void everyFoldHasTheBitsOfTheInterpreter(Layout layout, Target.Rows rows) {
        List<String> differences = new ArrayList<>();
        try (OpenClDevice device = OnOpenCl.open(rows)) {
            KernelProgram program = FoldKernels.program(layout, Dim.symbol("n"));
            try (OpenClExecutable executable = device.compile(program)) {
                LENGTHS.forEach(n -> FoldKernels.difference(device, executable, program, Map.of("n", n))
                        .ifPresent(d -> differences.add("n = " + n + ": " + d)));
            }
            for (long n : new long[] {10, 300}) {
                KernelProgram fixed = FoldKernels.program(layout, Dim.of(n));
                try (OpenClExecutable executable = device.compile(fixed)) {
                    FoldKernels.difference(device, executable, fixed, Map.of())
                            .ifPresent(d -> differences.add("fixed n = " + n + ": " + d));
                }
            }
        }
        assertEquals(List.of(), differences);
    }
}
