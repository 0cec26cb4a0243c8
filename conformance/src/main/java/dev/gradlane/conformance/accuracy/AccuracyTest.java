package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every function keeps its promise on [Samples], f32 and f64, special values to the bit. A backend joins
/// with a subclass that opens its device.
public abstract class AccuracyTest {
    /// Opens the device under test; the test closes it.
    protected abstract Device open();

    static Stream<Arguments> functions() {
        return References.ALL.stream()
                .flatMap(reference -> Stream.of(DType.F32, DType.F64).map(dtype -> Arguments.of(reference, dtype)));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsPromise(Reference reference, DType dtype, TestReporter reporter) {
        double[][] columns = Samples.of(reference, dtype);
        double[] values;
        try (Device device = open()) {
            values = Evaluation.of(device, reference.function(), dtype, columns);
        }
        Judge judge = new Judge(reference, dtype);
        double worst = 0;
        int worstIndex = 0;
        for (int i = 0; i < values.length; i++) {
            double error = judge.error(row(columns, i), values[i], i);
            if (error > worst) {
                worst = error;
                worstIndex = i;
            }
        }
        double promise = reference.function().promise(dtype).orElseThrow();
        String where = "%s %s: %.4f ulp at %s, result %s"
                .formatted(
                        reference, dtype, worst, hex(row(columns, worstIndex)), Double.toHexString(values[worstIndex]));
        reporter.publishEntry("accuracy", where);
        assertTrue(worst <= promise, where + ", promised " + promise);
    }

    private static double[] row(double[][] columns, int i) {
        return Arrays.stream(columns).mapToDouble(column -> column[i]).toArray();
    }

    private static List<String> hex(double[] x) {
        return Arrays.stream(x).mapToObj(Double::toHexString).toList();
    }
}
