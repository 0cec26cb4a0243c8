package dev.gradlane.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where a command writes: data to `out`, everything else to `err`.
///
/// @param interactive whether a person watches, who is shown progress
/// @param colour whether text may be coloured
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {
    /// That of this process. NO_COLOR in the environment, unless empty, turns colours off.
    static Terminal ofProcess() {
        boolean interactive = System.console() != null && System.console().isTerminal();
        String noColour = System.getenv("NO_COLOR");
        // UTF-8 whatever the locale: JSON is, and pictures in text have signs that a plain locale lacks
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                interactive,
                interactive && (noColour == null || noColour.isEmpty()));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    String red(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    String blue(String text) {
        return colour ? "\u001b[34m" + text + "\u001b[0m" : text;
    }
}
