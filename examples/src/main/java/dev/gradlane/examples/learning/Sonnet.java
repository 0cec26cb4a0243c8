package dev.gradlane.examples.learning;

import dev.gradlane.Tensor;

/// A text of numbered characters: William Shakespeare's sonnet 18, of 1609.
final class Sonnet {
    static final String TEXT = """
            Shall I compare thee to a summer's day?
            Thou art more lovely and more temperate:
            Rough winds do shake the darling buds of May,
            And summer's lease hath all too short a date;
            Sometime too hot the eye of heaven shines,
            And often is his gold complexion dimm'd;
            And every fair from fair sometime declines,
            By chance or nature's changing course untrimm'd;
            But thy eternal summer shall not fade,
            Nor lose possession of that fair thou ow'st;
            Nor shall death brag thou wander'st in his shade,
            When in eternal lines to time thou grow'st:
            So long as men can breathe or eyes can see,
            So long lives this, and this gives life to thee.
            """.toLowerCase(java.util.Locale.ROOT);

    /// The characters that occur, in order.
    static final String ALPHABET = TEXT.chars()
            .sorted()
            .distinct()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private Sonnet() {}

    /// Passages of `length` characters and the one after them, which begins the next: `i32[passages, length + 1]`.
    static Tensor passages(int length) {
        int count = (TEXT.length() - 1) / length;
        int[] numbers = new int[count * (length + 1)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(TEXT.charAt(i / (length + 1) * length + i % (length + 1)));
        }
        return Tensor.of(numbers, count, length + 1);
    }

    static int number(char character) {
        return ALPHABET.indexOf(character);
    }

    static String text(int[] numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            text.append(ALPHABET.charAt(number));
        }
        return text.toString();
    }
}
