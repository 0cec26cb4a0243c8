package dev.gradlane.text;

/// Names in IR text: identifiers stand alone, everything else is quoted.
final class Names {
    private Names() {}

    static boolean isIdentifier(String name) {
        if (name.isEmpty() || !isStart(name.charAt(0))) {
            return false;
        }
        return name.chars().allMatch(c -> isPart((char) c));
    }

    static boolean isStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    static boolean isPart(char c) {
        return isStart(c) || c >= '0' && c <= '9' || c == '.';
    }

    static String print(String name) {
        return isIdentifier(name) ? name : quote(name);
    }

    /// `name` between quotes; control characters and surrogates (which no encoding keeps when alone) are
    /// escaped.
    static String quote(String name) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    boolean plain =
                            !Character.isISOControl(c) && !Character.isSurrogate(c) && c != '\u2028' && c != '\u2029';
                    text.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
                }
            }
        }
        return text.append('"').toString();
    }
}
