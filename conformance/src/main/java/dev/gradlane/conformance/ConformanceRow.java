package dev.gradlane.conformance;

/// One comparison.
///
/// @param name what was compared
/// @param differs true when it failed
/// @param detail both bit patterns and where; empty when nothing differs
public record ConformanceRow(String name, boolean differs, String detail) {
    static ConformanceRow same(String name) {
        return new ConformanceRow(name, false, "");
    }

    static ConformanceRow differs(String name, String detail) {
        return new ConformanceRow(name, true, detail);
    }
}
