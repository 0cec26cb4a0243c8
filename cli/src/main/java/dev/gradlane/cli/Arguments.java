package dev.gradlane.cli;

import dev.gradlane.cli.data.Numbers;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what several commands are given: expressions, names, `name=value` lists. Names may stand between
/// backquotes, and must if they hold a comma or an equals sign.
final class Arguments {
    private Arguments() {}

    /// An expression, or with `@FILE` the one that stands in a file.
    static Expression expression(String text) {
        return Expression.parse(text.startsWith("@") ? contents(text.substring(1)) : text);
    }

    private static String contents(String name) {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > 4L * Expression.MAX_LENGTH) {
                throw new Failure(Failure.BAD_FILE, file + " is too large for an expression");
            }
            return Files.readString(file).strip();
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Failure(Failure.BAD_FILE, "--fn: the file '" + name + "' does not exist");
        } catch (IOException e) {
            throw new Failure(Failure.BAD_FILE, "--fn: the file '" + name + "' cannot be read as text");
        }
    }

    static DType dtype(String symbol) {
        return DType.named(symbol)
                .filter(DType::isFloat)
                .orElseThrow(() -> new Failure(Failure.USAGE, "--dtype is f32 or f64, not '" + symbol + "'"));
    }

    /// Names separated by commas.
    static List<String> names(String option, String text) {
        List<String> names = new ArrayList<>();
        for (String part : split(option, text, ',')) {
            String name = unquoted(part);
            if (name.isEmpty()) {
                throw new Failure(Failure.USAGE, option + " " + text + ": a name is missing");
            }
            if (names.contains(name)) {
                throw new Failure(Failure.USAGE, option + " names '" + name + "' twice");
            }
            names.add(name);
        }
        return names;
    }

    /// `name=value` pairs separated by commas; each value is a number of `dtype`.
    static Map<String, String> numbers(String option, List<String> texts, DType dtype) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            for (String pair : split(option, text, ',')) {
                List<String> sides = split(option, pair, '=');
                String name = unquoted(sides.getFirst());
                if (sides.size() != 2 || name.isEmpty()) {
                    throw new Failure(
                            Failure.USAGE, option + " takes name=number,…; '" + pair.strip() + "' is not that");
                }
                String value = sides.get(1).strip();
                try {
                    Numbers.parse(value, dtype);
                } catch (NumberFormatException e) {
                    throw new Failure(Failure.USAGE, option + " " + name + ": " + e.getMessage());
                }
                if (values.put(name, value) != null) {
                    throw new Failure(Failure.USAGE, option + " gives '" + name + "' twice");
                }
            }
        }
        return values;
    }

    /// The parts between separators that are not within backquotes.
    private static List<String> split(String option, String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '`') {
                quoted = !quoted;
            } else if (text.charAt(i) == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw new Failure(Failure.USAGE, option + " " + text + ": a backquote has no partner");
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unquoted(String name) {
        String stripped = name.strip();
        boolean quoted = stripped.length() >= 2 && stripped.startsWith("`") && stripped.endsWith("`");
        return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }
}
