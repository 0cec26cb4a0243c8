package dev.gradlane.kernel;

/// A part of a program, which runs when the parts before it have ended.
public sealed interface Stage permits Kernel, ArrayKernel {
    /// Unique in its program, and a legal identifier of Java, C and PTX.
    String name();
}
