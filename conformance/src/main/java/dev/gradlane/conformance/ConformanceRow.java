package dev.gradlane.conformance;

import java.util.Optional;
import java.util.function.Supplier;

/// One comparison.
///
/// @param name what was compared
/// @param differs true when it failed
/// @param detail both bit patterns and where; empty when nothing differs
public record ConformanceRow(String name, boolean differs, String detail) {
    /// @param difference what differs, if anything; what it throws is a difference too
    static ConformanceRow of(String name, Supplier<Optional<String>> difference) {
        try {
            return difference.get().map(detail -> differs(name, detail)).orElseGet(() -> same(name));
        } catch (RuntimeException e) {
            return differs(name, "the run failed: " + e);
        }
    }

    static ConformanceRow same(String name) {
        return new ConformanceRow(name, false, "");
    }

    static ConformanceRow differs(String name, String detail) {
        return new ConformanceRow(name, true, detail);
    }
}
