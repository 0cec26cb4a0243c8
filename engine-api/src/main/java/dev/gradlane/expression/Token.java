package dev.gradlane.expression;

/// A word of the text and the index of its first character.
record Token(Kind kind, String text, int position) {
    enum Kind {
        NUMBER,
        NAME,
        /// A name between backquotes, which is never a function.
        QUOTED,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.NAME || kind == Kind.QUOTED;
    }

    /// What a message calls this token.
    String describe() {
        return switch (kind) {
            case END -> "the end";
            case NUMBER, NAME, QUOTED, SYMBOL -> "'" + text + "'";
        };
    }
}
