package dev.gradlane.vector;

/// An array kernel for one size of every symbol.
interface SizedArray {
    /// Bytes that it needs beside its operands and results.
    default long workspaceBytes() {
        return 0;
    }

    /// @param operands addresses
    /// @param results addresses
    /// @param workspace address of [#workspaceBytes] bytes
    void run(Run run, long[] operands, long[] results, long workspace);
}
