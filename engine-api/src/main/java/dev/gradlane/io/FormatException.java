package dev.gradlane.io;

import java.io.IOException;
import java.nio.file.Path;

/// A file whose content is not what its format says. The message has the file, the place in it, and what was
/// expected.
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    FormatException(Path file, String place, String message) {
        super(file + ", " + place + ": " + message);
    }

    FormatException(Path file, String place, String message, Throwable cause) {
        super(file + ", " + place + ": " + message, cause);
    }
}
