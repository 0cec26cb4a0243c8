package dev.gradlane.text;

/// Text that is not a graph. The message has line and column, the line itself with a caret, and what was
/// expected.
public final class TextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    TextException(int line, int column, String message) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /// Counted from 1.
    public int line() {
        return line;
    }

    /// Counted from 1.
    public int column() {
        return column;
    }
}
