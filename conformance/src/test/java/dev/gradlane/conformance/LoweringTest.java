package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.kernel.LoweringOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels mean what their graph means, to the bit, with every preserving choice on and off.
class LoweringTest {
    private static final int GRAPHS = Integer.getInteger("lowering.graphs", 60);
    private static final long SEED = Long.getLong("lowering.seed", 20261124);

    static Stream<LoweringOptions> options() {
        return IntStream.range(0, 16)
                .mapToObj(i -> new LoweringOptions((i & 1) == 0, (i & 2) == 0, (i & 4) == 0, (i & 8) == 0));
    }

    @Test
    void everyRowOfTheKitAgrees() {
        InterpretedDevice device = new InterpretedDevice(LoweringOptions.DEFAULT);
        assertEquals(
                List.of(),
                Conformance.rows(device).stream()
                        .filter(ConformanceRow::differs)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("options")
    void drawnGraphsAgree(LoweringOptions options) {
        int count = options.equals(LoweringOptions.DEFAULT) ? GRAPHS : GRAPHS / 5;
        List<FuzzFailure> failures = new ArrayList<>();
        Fuzzer.run(List.of(new InterpretedDevice(options)), count, SEED, (_, f) -> f.ifPresent(failures::add));
        assertEquals(List.of(), failures);
    }
}
