package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Device;
import dev.gradlane.conformance.golden.GoldenBits;
import dev.gradlane.graph.Graph;
import dev.gradlane.text.GraphText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kit catches what it is there for: each planted fault is found, and the same device without one is clean.
class PlantedFaultTest {
    private static final Device SOUND = new FaultyDevice(PlantedFault.NONE);

    /// Enough for several with a sum of a product in them.
    private static final int GRAPHS = 20;

    @TempDir
    Path directory;

    static Stream<PlantedFault> faults() {
        return PlantedFault.all();
    }

    /// Rows are computed one by one until one differs; those of the sound device as far as that one.
    @ParameterizedTest
    @MethodSource("faults")
    void isCaughtByRowsThatASoundDevicePasses(PlantedFault fault) {
        var device = new FaultyDevice(fault);
        AtomicInteger computed = new AtomicInteger();
        Optional<ConformanceRow> caught = fault.rows()
                .apply(device)
                .peek(_ -> computed.incrementAndGet())
                .filter(ConformanceRow::differs)
                .findFirst();
        Optional<ConformanceRow> alarm = fault.rows()
                .apply(SOUND)
                .limit(computed.get())
                .filter(ConformanceRow::differs)
                .findFirst();
        assertEquals(Optional.empty(), alarm);
        boolean onlyByGraphs = fault.name().startsWith("contraction");
        assertEquals(!onlyByGraphs, caught.isPresent(), fault + " in the rows");
        assertTrue(
                caught.isPresent() || Fuzzer.run(List.of(device), GRAPHS, 1, (_, _) -> {}) > 0,
                fault + " in random graphs");
    }

    /// With no other device at hand. That a sound device has all golden bits is [DefinitionGoldenBitsTest].
    @Test
    void goldenBitsCatchFaultsOfOrders() {
        Map<Device, String> beginnings = new LinkedHashMap<>();
        faults().forEach(fault ->
                fault.golden().ifPresent(beginning -> beginnings.put(new FaultyDevice(fault), beginning)));
        assertEquals(
                beginnings.keySet(), GoldenBits.firstDifferences(beginnings).keySet());
    }

    @Test
    void aSoundDeviceDiffersInNoRandomGraph() {
        assertEquals(0, Fuzzer.run(List.of(SOUND), 100, 2, (_, failure) -> failure.ifPresent(System.err::println)));
    }

    @Test
    void aFailureShrinksToAFileThatShowsItAgain() throws IOException {
        var faulty = new FaultyDevice(faults().filter(f -> f.name().startsWith("contraction"))
                .findFirst()
                .orElseThrow());
        List<FuzzFailure> failures = new ArrayList<>();
        Fuzzer.run(List.of(faulty), GRAPHS, 1, (_, failure) -> failure.ifPresent(failures::add));
        FuzzFailure first = failures.getFirst();
        Path file = first.write(directory);
        Graph shrunk = Case.parse(first.ir()).graph();
        assertTrue(shrunk.nodes().size() - shrunk.inputs().size() <= 3, first.ir());
        assertTrue(Fuzzer.replay(file, List.of(faulty)).stream().allMatch(ConformanceRow::differs), first.ir());
        assertTrue(Fuzzer.replay(file, List.of(SOUND)).stream().noneMatch(ConformanceRow::differs));
    }

    @Test
    void graphsDependOnSeedAndIndexOnly() {
        String third = print(7, 3);
        print(7, 1);
        assertEquals(third, print(7, 3));
        assertFalse(third.equals(print(8, 3)) || third.equals(print(7, 4)));
    }

    private static String print(long seed, int index) {
        return GraphText.print(GraphGenerator.draw(new Draw(seed, index), "g", true));
    }
}
