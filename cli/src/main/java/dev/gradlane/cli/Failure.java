package dev.gradlane.cli;

/// The end of a command that cannot do what was asked; the message is all that the user sees.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int CHECK_FAILED = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 3;
    static final int DEVICE_FAULT = 4;
    static final int BAD_FILE = 5;
    static final int DEFECT = 70;

    private final int exitCode;

    Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
