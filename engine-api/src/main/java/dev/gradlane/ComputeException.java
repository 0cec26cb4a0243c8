package dev.gradlane;

/// A run that met a value it must not compute with, or arguments that do not fit the function.
public final class ComputeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ComputeException(String message) {
        super(message);
    }
}
