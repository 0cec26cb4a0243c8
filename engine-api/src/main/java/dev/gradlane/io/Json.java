package dev.gradlane.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value (RFC 8259). The reader takes nothing beyond the grammar, no key twice in an object, no unpaired
/// surrogate, and nesting to a fixed depth, so that a hostile text ends in a [FormatException].
sealed interface Json {
    /// Where the value starts in its file.
    long at();

    record Members(Map<String, Json> values, long at) implements Json {}

    record Items(List<Json> values, long at) implements Json {}

    record Text(String value, long at) implements Json {}

    /// The number as it is written.
    record Number(String digits, long at) implements Json {}

    /// true, false or null.
    record Word(String value, long at) implements Json {}

    /// Deepest nesting that is read.
    int MAX_DEPTH = 16;

    /// The value that `bytes` hold and nothing else but spaces.
    ///
    /// @param start where `bytes` begin in the file
    static Json parse(Place place, byte[] bytes, long start) throws FormatException {
        return new Reader(place, bytes, start).document();
    }

    /// `text` as a JSON string.
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /// Recursive descent over UTF-8.
    final class Reader {
        private final Place place;
        private final byte[] bytes;
        private final long start;
        private int at;

        private Reader(Place place, byte[] bytes, long start) {
            this.place = place;
            this.bytes = bytes;
            this.start = start;
        }

        private Json document() throws FormatException {
            skip();
            Json value = value(1);
            if (at < bytes.length) {
                throw error(at, "expected nothing after the JSON value");
            }
            return value;
        }

        private FormatException error(int position, String message) {
            return place.error(start + position, message);
        }

        private Json value(int depth) throws FormatException {
            int from = at;
            if (depth > MAX_DEPTH) {
                throw error(from, "JSON nested deeper than " + MAX_DEPTH);
            }
            int c = peek();
            if (c == '{') {
                return members(depth);
            }
            if (c == '[') {
                return items(depth);
            }
            if (c == '"') {
                return new Text(string(), start + from);
            }
            if (c == '-' || c >= '0' && c <= '9') {
                return number();
            }
            for (String word : List.of("true", "false", "null")) {
                if (bytes.length - at >= word.length()
                        && new String(bytes, at, word.length(), StandardCharsets.ISO_8859_1).equals(word)) {
                    at += word.length();
                    skip();
                    return new Word(word, start + from);
                }
            }
            throw error(from, "expected a JSON value");
        }

        private Json members(int depth) throws FormatException {
            int from = at;
            Map<String, Json> values = new LinkedHashMap<>();
            expect('{');
            if (!take('}')) {
                do {
                    int key = at;
                    String name = string();
                    expect(':');
                    if (values.put(name, value(depth + 1)) != null) {
                        throw error(key, "the name " + quoted(name) + " a second time");
                    }
                } while (take(','));
                expect('}');
            }
            return new Members(values, start + from);
        }

        private Json items(int depth) throws FormatException {
            int from = at;
            List<Json> values = new ArrayList<>();
            expect('[');
            if (!take(']')) {
                do {
                    values.add(value(depth + 1));
                } while (take(','));
                expect(']');
            }
            return new Items(values, start + from);
        }

        /// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
        private Json number() throws FormatException {
            int from = at;
            if (peek() == '-') {
                at++;
            }
            int whole = at;
            digits();
            if (bytes[whole] == '0' && at > whole + 1) {
                throw error(whole, "expected no zero before a number");
            }
            if (peek() == '.') {
                at++;
                digits();
            }
            if (peek() == 'e' || peek() == 'E') {
                at++;
                if (peek() == '+' || peek() == '-') {
                    at++;
                }
                digits();
            }
            String text = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
            skip();
            return new Number(text, start + from);
        }

        private void digits() throws FormatException {
            int from = at;
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
            if (at == from) {
                throw error(from, "expected a digit");
            }
        }

        private String string() throws FormatException {
            int from = at;
            if (peek() != '"') {
                throw error(from, "expected a string");
            }
            at++;
            StringBuilder out = new StringBuilder();
            while (peek() != '"') {
                int c = peek();
                if (c == '\\') {
                    at++;
                    out.append(escape());
                } else if (c >= 0 && c < ' ') {
                    throw error(at, "expected no control character in a string");
                } else if (c < 0) {
                    throw error(from, "a string without its closing quote");
                } else {
                    plain(out);
                }
            }
            at++;
            skip();
            requirePairs(from, out);
            return out.toString();
        }

        /// Characters up to the next quote, backslash or control character.
        private void plain(StringBuilder out) throws FormatException {
            int from = at;
            while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
                at++;
            }
            try {
                out.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, at - from)));
            } catch (CharacterCodingException _) {
                throw error(from, "expected UTF-8");
            }
        }

        private char escape() throws FormatException {
            int c = peek();
            at++;
            switch (c) {
                case '"', '\\', '/':
                    return (char) c;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    int code = 0;
                    for (int i = 0; i < 4; i++) {
                        int digit = Character.digit(peek(), 16);
                        if (digit < 0 || peek() > 127) {
                            throw error(at, "expected four hexadecimal digits");
                        }
                        code = code << 4 | digit;
                        at++;
                    }
                    return (char) code;
                default:
                    throw error(at - 1, "expected an escape of JSON");
            }
        }

        private void requirePairs(int from, CharSequence text) throws FormatException {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                        throw error(from, "half of a surrogate pair in a string");
                    }
                    i++;
                }
            }
        }

        /// The byte here, 0 … 255, or −1 at the end.
        private int peek() {
            return at < bytes.length ? bytes[at] & 0xff : -1;
        }

        private boolean take(char symbol) {
            if (peek() != symbol) {
                return false;
            }
            at++;
            skip();
            return true;
        }

        private void expect(char symbol) throws FormatException {
            if (!take(symbol)) {
                throw error(at, "expected '" + symbol + "'");
            }
        }

        private void skip() {
            while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
                at++;
            }
        }
    }
}
