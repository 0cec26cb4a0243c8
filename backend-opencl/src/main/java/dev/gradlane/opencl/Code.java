package dev.gradlane.opencl;

/// Program text that grows line by line, indented by its braces.
final class Code {
    private static final String STEP = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /// One line.
    Code line(String line) {
        if (!line.isEmpty()) {
            text.repeat(STEP, depth).append(line);
        }
        text.append('\n');
        return this;
    }

    /// `head {`; what follows is inside until [#close].
    Code open(String head) {
        line(head.isEmpty() ? "{" : head + " {");
        depth++;
        return this;
    }

    Code close() {
        depth--;
        return line("}");
    }

    /// `};`
    Code closeStatement() {
        depth--;
        return line("};");
    }

    /// Lines that bring their own indentation.
    Code lines(String lines) {
        lines.lines().forEach(this::line);
        return this;
    }

    /// The same, one step further in.
    Code indented(String lines) {
        depth++;
        lines(lines);
        depth--;
        return this;
    }

    /// Runs `inside` between `head {` and `}`.
    Code block(String head, Runnable inside) {
        open(head);
        inside.run();
        return close();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
