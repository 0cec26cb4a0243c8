package dev.gradlane.vector;

/// A stage of a program for one size of every symbol.
interface SizedStage {
    /// Bytes that it needs in the slab of a run, where no stage leaves anything for the next.
    long workspaceBytes();

    /// @param addresses by buffer id
    /// @param workspace address of [#workspaceBytes] bytes
    void run(Run run, long[] addresses, long workspace);
}
