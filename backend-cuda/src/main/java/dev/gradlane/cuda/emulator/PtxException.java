package dev.gradlane.cuda.emulator;

/// PTX text that the emulator does not know, or an execution that a GPU leaves undefined.
public final class PtxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PtxException(String message) {
        super(message);
    }
}
