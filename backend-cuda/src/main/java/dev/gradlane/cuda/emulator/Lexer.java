package dev.gradlane.cuda.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PTX text as tokens with their lines; comments are dropped.
final class Lexer {
    record Token(String text, int line) {}

    private static final Pattern TOKEN = Pattern.compile("""
            (?<skip>\\s+|//[^\\n]*|/\\*.*?\\*/)\
            |[A-Za-z_$%.][A-Za-z0-9_$.]*\
            |0[xX][0-9a-fA-F]+U?|0[fFdD][0-9a-fA-F]+|[0-9]+(?:\\.[0-9]+)?U?\
            |[{}\\[\\](),;:<>=+\\-!@|]""", Pattern.DOTALL);

    private Lexer() {}

    static List<Token> tokens(String ptx) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(ptx);
        int line = 1;
        int at = 0;
        while (at < ptx.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new PtxException("line " + line + ": unexpected '" + ptx.charAt(at) + "'");
            }
            String text = matcher.group();
            if (matcher.group("skip") == null) {
                tokens.add(new Token(text, line));
            }
            line += (int) text.chars().filter(c -> c == '\n').count();
            at = matcher.end();
        }
        tokens.add(new Token("", line));
        return tokens;
    }
}
