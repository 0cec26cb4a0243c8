package dev.gradlane.cuda;

/// PTX text that the assembler refuses; the message has the line.
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AssemblyException(String message) {
        super(message);
    }
}
