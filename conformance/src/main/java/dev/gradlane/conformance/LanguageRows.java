package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One row that says which kinds a device lacks, so that a report shows what its other rows did not compute: they
/// check that it refuses them by name.
final class LanguageRows {
    private LanguageRows() {}

    static Stream<ConformanceRow> of(Device device) {
        TreeSet<String> lacking = new TreeSet<>(device.language().lacking());
        return Stream.of(ConformanceRow.same(
                "language: " + (lacking.isEmpty() ? "every kind" : "refuses " + String.join(", ", lacking))));
    }
}
