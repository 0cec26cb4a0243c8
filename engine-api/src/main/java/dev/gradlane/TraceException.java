package dev.gradlane;

/// A symbolic tensor used as a value, or a value used as a symbolic tensor. The message has the user's
/// line.
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TraceException(String message) {
        super(message);
    }
}
