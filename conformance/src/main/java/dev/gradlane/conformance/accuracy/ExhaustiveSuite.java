package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Backend;
import dev.gradlane.backend.Device;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All 2³² inputs of every unary f32 function and its derivative, samples of f64 and of functions of two arguments,
/// judged on one device and compared with the reference: hours of work, hence only with `-Pexhaustive`.
/// `-Dexhaustive.names=exp,log` picks functions, and
/// `-Dexhaustive.blocks=N` how many of the 1024 blocks the reference runs. `gradlane check --exhaustive` does
/// the same and writes the results down.
@Tag("exhaustive")
public abstract class ExhaustiveSuite {
    /// An open device, fast enough for this.
    protected abstract Device open();

    /// The reference, open.
    private static Device reference() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.name().equals("cpu"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("backend-cpu is not among the test's dependencies"))
                .open("cpu");
    }

    static Stream<Measurable> everything() {
        String names = System.getProperty("exhaustive.names", "");
        return Measurable.of(names.isEmpty() ? List.of() : List.of(names.split(","))).stream();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void keepsItsPromiseAndItsBits(Measurable each) {
        try (Device device = open();
                Device reference = reference()) {
            AccuracyRow row = each.measure(device);
            System.out.println(row.line());
            assertTrue(row.ulps() <= each.promise(), row::line);
            String blocks = System.getProperty("exhaustive.blocks", "");
            int compared = blocks.isEmpty() ? Sweep.BLOCKS : Integer.parseInt(blocks);
            assertEquals(List.of(), each.compare(device, reference, compared), "blocks from these inputs differ");
        }
    }
}
