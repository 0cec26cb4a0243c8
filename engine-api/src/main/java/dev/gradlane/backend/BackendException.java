package dev.gradlane.backend;

/// A device that is not available or failed; the message says what to do.
public sealed class BackendException extends RuntimeException permits LackingKindException {
    private static final long serialVersionUID = 1L;

    /// The message says what happened and what to do.
    public BackendException(String message) {
        super(message);
    }

    /// The message says what happened and what to do.
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
