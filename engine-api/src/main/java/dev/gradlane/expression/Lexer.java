package dev.gradlane.expression;

import java.util.ArrayList;
import java.util.List;

/// Splits a text into tokens; the last is [Token.Kind#END].
final class Lexer {
    private static final List<String> SYMBOLS =
            List.of("<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "(", ")", ",", ";", "=", "<", ">");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        return new Lexer(text).run();
    }

    private List<Token> run() {
        while (next < text.length()) {
            int c = text.codePointAt(next);
            if (Character.isWhitespace(c)) {
                next += Character.charCount(c);
            } else if (isDigit(c) || c == '.') {
                number();
            } else if (c == '`') {
                quoted();
            } else if (isNameStart(c)) {
                int start = next;
                skipNameParts();
                tokens.add(new Token(Token.Kind.NAME, text.substring(start, next), start));
            } else {
                symbol(c);
            }
        }
        tokens.add(new Token(Token.Kind.END, "", text.length()));
        return tokens;
    }

    private void number() {
        int start = next;
        skipDigits();
        if (next < text.length() && text.charAt(next) == '.') {
            next++;
            skipDigits();
        }
        if (next - start == 1 && text.charAt(start) == '.') {
            throw ExpressionException.at(text, start, "a number needs a digit beside its point");
        }
        if (next < text.length() && (text.charAt(next) == 'e' || text.charAt(next) == 'E')) {
            next++;
            if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
                next++;
            }
            int exponent = next;
            skipDigits();
            if (next == exponent) {
                throw ExpressionException.at(text, next, "the exponent of this number has no digits");
            }
        }
        if (next < text.length() && (isNameStart(text.codePointAt(next)) || text.charAt(next) == '.')) {
            throw ExpressionException.at(text, next, "a number ends here: write 2*x for a product");
        }
        tokens.add(new Token(Token.Kind.NUMBER, text.substring(start, next), start));
    }

    private void quoted() {
        int start = next;
        int end = text.indexOf('`', start + 1);
        if (end < 0) {
            throw ExpressionException.at(text, start, "this backquote has no partner");
        }
        if (end == start + 1) {
            throw ExpressionException.at(text, start, "a name between backquotes must not be empty");
        }
        tokens.add(new Token(Token.Kind.QUOTED, text.substring(start + 1, end), start));
        next = end + 1;
    }

    private void symbol(int c) {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, next)) {
                tokens.add(new Token(Token.Kind.SYMBOL, symbol, next));
                next += symbol.length();
                return;
            }
        }
        String shown = Character.isISOControl(c) ? String.format("U+%04X", c) : "'" + Character.toString(c) + "'";
        throw ExpressionException.at(text, next, shown + " means nothing here");
    }

    private void skipDigits() {
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
    }

    private void skipNameParts() {
        while (next < text.length() && isNamePart(text.codePointAt(next))) {
            next += Character.charCount(text.codePointAt(next));
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(int c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isNamePart(int c) {
        return isNameStart(c) || Character.isDigit(c);
    }
}
