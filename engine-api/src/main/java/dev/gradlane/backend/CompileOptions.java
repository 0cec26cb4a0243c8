package dev.gradlane.backend;

/// The *preserving* passes, each of which may be switched off and never changes a bit.
///
/// @param prune drop nodes that no output needs
/// @param reuse give a value's memory to later values after its last use
public record CompileOptions(boolean prune, boolean reuse) {
    public static final CompileOptions DEFAULT = new CompileOptions(true, true);
}
