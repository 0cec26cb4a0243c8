package dev.gradlane.cuda.emulator;

import java.util.List;

/// Tokens read one after the other.
final class TokenReader {
    private final List<Lexer.Token> tokens;
    private int position;

    TokenReader(List<Lexer.Token> tokens) {
        this.tokens = tokens;
    }

    /// The next token, not consumed; empty at the end.
    String peek() {
        return tokens.get(position).text();
    }

    /// The one after it.
    String peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1)).text();
    }

    int line() {
        return tokens.get(position).line();
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return peek().isEmpty();
    }

    String next() {
        if (atEnd()) {
            throw error("the text ends too early");
        }
        return tokens.get(position++).text();
    }

    boolean accept(String text) {
        if (peek().equals(text)) {
            position++;
            return true;
        }
        return false;
    }

    void expect(String text) {
        if (!accept(text)) {
            throw error("expected '" + text + "', found '" + peek() + "'");
        }
    }

    /// An integer literal, maybe negative.
    long integer() {
        boolean negative = accept("-");
        String text = next();
        String digits = text.endsWith("U") ? text.substring(0, text.length() - 1) : text;
        try {
            long value = digits.startsWith("0x") || digits.startsWith("0X")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw error("expected an integer, found '" + text + "'");
        }
    }

    /// The tokens from `from` to here, for messages.
    String textSince(int from) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < position; i++) {
            String token = tokens.get(i).text();
            if (!text.isEmpty()
                    && ",;]}".indexOf(token.charAt(0)) < 0
                    && "[{-@!".indexOf(text.charAt(text.length() - 1)) < 0) {
                text.append(' ');
            }
            text.append(token);
        }
        return text.toString();
    }

    PtxException error(String message) {
        return new PtxException("line " + line() + ": " + message);
    }
}
