package dev.gradlane.kernel;

/// The preserving choices of the kernel compiler, each of which may be switched off and never changes a bit.
///
/// @param fuse several values in one kernel; off, every computed value is stored by a kernel of its own
/// @param reuse temporaries whose lives do not overlap share memory
/// @param split long reductions of few cells as two kernels, the first over chunks
/// @param guard dear arms of selects in regions that a backend may skip
public record LoweringOptions(boolean fuse, boolean reuse, boolean split, boolean guard) {
    public static final LoweringOptions DEFAULT = new LoweringOptions(true, true, true, true);
}
