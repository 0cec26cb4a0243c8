package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The kit as JUnit tests. A backend joins with
///
/// ```java
/// class CpuConformanceTest extends BackendConformance {
///     @Override
///     protected List<String> devices() {
///         return List.of("cpu");
///     }
/// }
/// ```
/// A device that is not available is skipped with its reason, unless the system property
/// `require.backends` lists its backend: then the tests fail.
public abstract class BackendConformance {
    private static final long SEED = 1;

    /// Tokens of the devices to test.
    protected abstract List<String> devices();

    /// How many random graphs; fewer where a kernel takes a driver's compiler a quarter of a second.
    protected int graphs() {
        return 200;
    }

    @TestFactory
    Stream<DynamicTest> conformance() {
        return devices().stream().flatMap(token -> {
            try (Device device = open(token)) {
                // a row per test; all are computed before the device closes
                return Conformance.rows(device).stream()
                        .map(row -> DynamicTest.dynamicTest(token + ": " + row.name(), () -> require(row)));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> randomGraphs() {
        return devices().stream()
                .map(token -> DynamicTest.dynamicTest(token + ": " + graphs() + " graphs", () -> {
                    try (Device device = open(token)) {
                        StringBuilder failures = new StringBuilder();
                        int differing = Fuzzer.run(
                                List.of(device),
                                graphs(),
                                SEED,
                                (_, failure) -> failure.ifPresent(
                                        f -> failures.append(f).append('\n')));
                        assertEquals(0, differing, failures::toString);
                    }
                }));
    }

    private static void require(ConformanceRow row) {
        if (row.differs()) {
            fail(row.name() + ": " + row.detail());
        }
    }

    private static Device open(String token) {
        String backendName = token.split(":", 2)[0];
        Optional<Backend> backend = ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(b -> b.name().equals(backendName))
                .findFirst();
        Optional<DeviceInfo> info = backend.stream()
                .flatMap(b -> b.devices().stream())
                .filter(d -> d.token().equals(token))
                .findFirst();
        if (info.isPresent() && !(info.get().availability() instanceof Availability.Unavailable)) {
            return backend.orElseThrow().open(token);
        }
        String reason = backend.flatMap(b -> b.devices().stream().findFirst())
                .map(d -> d.availability() instanceof Availability.Unavailable(String why, String remedy)
                        ? why + "; " + remedy
                        : "it has no device " + token)
                .orElse("no such backend is on the path");
        List<String> required =
                Arrays.asList(System.getProperty("require.backends", "").split(","));
        if (required.contains(backendName)) {
            fail("backend " + backendName + " is required but " + token + " is missing: " + reason);
        }
        Assumptions.abort(token + ": " + reason);
        throw new AssertionError("abort returns never");
    }
}
