package dev.gradlane.graph;

/// A graph that cannot be built: types or shapes that do not fit. The message says what happened, where
/// the user's code made it, and what to do.
public final class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The message is all: what, where, what to do.
    public GraphException(String message) {
        super(message);
    }
}
