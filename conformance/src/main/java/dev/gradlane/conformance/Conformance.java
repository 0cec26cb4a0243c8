package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import java.util.List;
import java.util.stream.Stream;

/// All rows of one device, without a test framework.
public final class Conformance {
    private Conformance() {}

    /// Instructions, functions, array kinds, layers and random numbers by bits, faults by sample and node, derivatives
    /// against truth, Jacobians and Hessians against both.
    public static List<ConformanceRow> rows(Device device) {
        return Stream.of(
                        LanguageRows.of(device),
                        ScalarRows.of(device),
                        ArrayRows.of(device),
                        IndexRows.of(device),
                        LineRows.of(device),
                        MatrixRows.of(device),
                        LayerRows.of(device),
                        ControlRows.of(device),
                        FaultRows.of(device),
                        GradientRows.of(device),
                        JacobianRows.of(device),
                        RandomRows.of(device))
                .flatMap(rows -> rows)
                .toList();
    }
}
