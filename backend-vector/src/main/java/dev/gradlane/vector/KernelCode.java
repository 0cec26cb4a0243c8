package dev.gradlane.vector;

/// An executable kernel: independent units of work, which threads share out by index.
interface KernelCode {
    /// Units of one launch.
    long units(Sized sized);

    /// Instructions of a unit, roughly, so that small launches stay on the caller's thread.
    long weight(Sized sized);

    /// Computes units `from` to `to` − 1.
    void run(Scope scope, long from, long to);
}
