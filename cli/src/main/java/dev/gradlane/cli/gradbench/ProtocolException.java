package dev.gradlane.cli.gradbench;

/// A message that does not say what it must; the message of the exception says where and what.
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
