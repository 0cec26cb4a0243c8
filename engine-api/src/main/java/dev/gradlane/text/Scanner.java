package dev.gradlane.text;

/// Reads tokens from a text and knows where it is. Spaces, line ends and comments separate tokens.
final class Scanner {
    private static final int CONTEXT = 60;

    private final String text;
    private int position;

    Scanner(String text) {
        this.text = text;
        skip();
    }

    /// The position of the next token.
    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    boolean isNext(String symbol) {
        return text.startsWith(symbol, position);
    }

    /// True when the next token is an identifier or a quoted name.
    boolean isName() {
        return !atEnd() && (Names.isStart(text.charAt(position)) || text.charAt(position) == '"');
    }

    boolean isQuoted() {
        return isNext("\"");
    }

    /// True when the next tokens are `%`, a number and `:`, the start of a line.
    boolean isResult() {
        int end = position + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return isNext("%") && text.startsWith(":", end);
    }

    boolean take(String symbol) {
        boolean found = isNext(symbol);
        if (found) {
            position += symbol.length();
            skip();
        }
        return found;
    }

    void expect(String symbol) {
        if (!take(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    /// Takes the identifier `word`, or nothing.
    boolean takeWord(String word) {
        if (atEnd()
                || !Names.isStart(text.charAt(position))
                || !text.substring(position, wordEnd()).equals(word)) {
            return false;
        }
        position += word.length();
        skip();
        return true;
    }

    void expectWord(String word) {
        if (!takeWord(word)) {
            throw expected("'" + word + "'");
        }
    }

    /// An identifier.
    String word(String meaning) {
        if (atEnd() || !Names.isStart(text.charAt(position))) {
            throw expected(meaning);
        }
        String word = text.substring(position, wordEnd());
        position += word.length();
        skip();
        return word;
    }

    /// An identifier or a quoted name.
    String name(String meaning) {
        return isQuoted() ? quoted() : word(meaning);
    }

    private int wordEnd() {
        int end = position;
        while (end < text.length() && Names.isPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private String quoted() {
        int start = position++;
        StringBuilder name = new StringBuilder();
        while (!atEnd() && text.charAt(position) != '"' && text.charAt(position) != '\n') {
            char c = text.charAt(position++);
            name.append(c == '\\' ? escape() : c);
        }
        if (atEnd() || text.charAt(position) != '"') {
            throw error(start, "a quoted name without its closing quote");
        }
        position++;
        skip();
        return name.toString();
    }

    private char escape() {
        char c = atEnd() ? ' ' : text.charAt(position++);
        switch (c) {
            case '"', '\\':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'u':
                int end = position;
                while (end < text.length() && end < position + 4 && Character.digit(text.charAt(end), 16) >= 0) {
                    end++;
                }
                if (end == position + 4) {
                    int code = Integer.parseInt(text, position, end, 16);
                    position = end;
                    return (char) code;
                }
                throw error(position, "expected four hexadecimal digits");
            default:
                throw error(position - 1, "expected one of the escapes \\\" \\\\ \\n \\t \\u0000");
        }
    }

    /// A decimal number without sign.
    long number(String meaning) {
        int end = position;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == position) {
            throw expected(meaning);
        }
        try {
            long number = Long.parseLong(text, position, end, 10);
            position = end;
            skip();
            return number;
        } catch (NumberFormatException _) {
            throw error(position, "expected " + meaning + " of at most 2^63-1");
        }
    }

    int smallNumber(String meaning) {
        int start = position;
        long number = number(meaning);
        if (number > Integer.MAX_VALUE) {
            throw error(start, "expected " + meaning + " of at most " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    /// Bits, as `0x` and up to 16 hexadecimal digits.
    long hex() {
        int start = position;
        if (!isNext("0x")) {
            throw expected("bits in hexadecimal (0x…)");
        }
        int end = position + 2;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 128) {
            end++;
        }
        if (end == position + 2 || end > position + 18) {
            throw error(start, "expected 1 to 16 hexadecimal digits after 0x");
        }
        long bits = Long.parseUnsignedLong(text, position + 2, end, 16);
        position = end;
        skip();
        return bits;
    }

    private void skip() {
        while (!atEnd()) {
            char c = text.charAt(position);
            if (c == ';') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                position++;
            } else {
                return;
            }
        }
    }

    TextException expected(String what) {
        String found = atEnd() ? "the end of the text" : "'" + Character.toString(text.codePointAt(position)) + "'";
        return error(position, "expected " + what + ", found " + found);
    }

    /// The message with line, column, and a caret under `at`; of a long line only the surroundings are
    /// shown.
    TextException error(int at, String message) {
        int line =
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        int lineEnd = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        int from = Math.max(lineStart, at - CONTEXT);
        int to = Math.min(lineEnd, at + CONTEXT);
        String shown = text.substring(from, to).replace('\t', ' ').replace('\r', ' ');
        int column = at - lineStart + 1;
        return new TextException(
                line,
                column,
                "line " + line + ", column " + column + ": " + message + "\n  " + shown + "\n  " + " ".repeat(at - from)
                        + "^");
    }
}
