package dev.gradlane.expression;

/// An expression that does not parse or has no meaning. The message shows the line with a caret under the
/// place.
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 76;

    private ExpressionException(String message) {
        super(message);
    }

    /// @param position index into `text` of the character to point at; its length points behind the end
    static ExpressionException at(String text, int position, String problem) {
        int start = text.lastIndexOf('\n', position - 1) + 1;
        int newline = text.indexOf('\n', position);
        int end = newline < 0 ? text.length() : newline;
        int from = Math.max(start, Math.min(position - WIDTH / 2, end - WIDTH));
        int to = Math.min(end, from + WIDTH);
        int column = text.codePointCount(from, position);
        String place = text.indexOf('\n') < 0 ? "" : "line " + lineOf(text, position) + ": ";
        return new ExpressionException(
                place + problem + "\n  " + printable(text.substring(from, to)) + "\n  " + " ".repeat(column) + "^");
    }

    static int lineOf(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /// Control characters as blanks, so that the caret stays under its character.
    private static String printable(String line) {
        return line.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
