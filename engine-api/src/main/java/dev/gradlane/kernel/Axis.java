package dev.gradlane.kernel;

/// A loop variable `i<id>` from 0 to extent − 1; the id is unique in its kernel.
public record Axis(int id, Extent extent) {
    @Override
    public String toString() {
        return "i" + id + " < " + extent;
    }
}
