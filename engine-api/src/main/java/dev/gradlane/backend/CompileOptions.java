package dev.gradlane.backend;

import dev.gradlane.kernel.LoweringOptions;

/// The *preserving* passes, each of which may be switched off and never changes a bit.
///
/// @param prune drop nodes that no output needs
/// @param reuse give a value's memory to later values after its last use
/// @param fuse several values in one kernel
/// @param split long reductions of few cells as two kernels
/// @param guard dear arms of selects in regions that may be skipped
public record CompileOptions(boolean prune, boolean reuse, boolean fuse, boolean split, boolean guard) {
    public static final CompileOptions DEFAULT = new CompileOptions(true, true, true, true, true);

    /// The choices of the kernel compiler.
    public LoweringOptions lowering() {
        return new LoweringOptions(fuse, reuse, split, guard);
    }
}
