package dev.gradlane.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `gradlane` command: prints its usage unless a subcommand is named.
@Command(
        name = "gradlane",
        mixinStandardHelpOptions = true,
        version = "gradlane 0.1.0",
        description = "Gradients of functions over a batch, with the same bits on every backend.")
public final class Main implements Runnable {
    private Main() {}

    /// Runs one command line and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
