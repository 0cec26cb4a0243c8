package dev.gradlane.cli;

import java.io.PrintStream;

/// Where a command writes: data to `out`, everything else to `err`.
///
/// @param interactive whether a person watches, who is shown progress
/// @param colour whether text may be coloured
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {
    /// That of this process. NO_COLOR in the environment, unless empty, turns colours off.
    static Terminal ofProcess() {
        boolean interactive = System.console() != null && System.console().isTerminal();
        String noColour = System.getenv("NO_COLOR");
        return new Terminal(
                System.out, System.err, interactive, interactive && (noColour == null || noColour.isEmpty()));
    }

    String red(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    String blue(String text) {
        return colour ? "\u001b[34m" + text + "\u001b[0m" : text;
    }
}
