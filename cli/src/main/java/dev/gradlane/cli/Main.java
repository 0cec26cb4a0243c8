package dev.gradlane.cli;

import dev.gradlane.backend.BackendException;
import dev.gradlane.cli.data.DataException;
import dev.gradlane.expression.ExpressionException;
import dev.gradlane.graph.GraphException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `gradlane` command: prints its usage unless a subcommand is named.
@Command(
        name = "gradlane",
        mixinStandardHelpOptions = true,
        version = "gradlane 0.1.0",
        description = "Gradients of functions over a batch, with the same bits on every backend.",
        footer = {
            "",
            "In the source tree also:",
            "  test    runs the whole test suite; what follows goes to Maven",
            "  bundle  packs one archive that runs on a Linux machine without Java"
        })
public final class Main implements Runnable {
    private final Terminal terminal;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Runs one command line and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int exitCode = run(terminal, arguments);
        terminal.out().flush();
        System.exit(exitCode);
    }

    /// Runs one command line; returns its exit code.
    static int run(Terminal terminal, String... arguments) {
        var commandLine = new CommandLine(new Main(terminal))
                .addSubcommand(new GradCommand(terminal))
                .addSubcommand(new DevicesCommand(terminal))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new BenchCommand(terminal.out()))
                .addSubcommand(new ExampleCommand(terminal))
                .addSubcommand(new GradbenchCommand(terminal, System.in));
        try {
            return configured(commandLine, terminal).execute(arguments);
        } catch (OutOfMemoryError e) {
            terminal.err().println("gradlane: memory does not suffice; GRADLANE_JAVA_OPTS=-Xmx8g gives 8 GB");
            return Failure.DEVICE_FAULT;
        }
    }

    private static CommandLine configured(CommandLine commandLine, Terminal terminal) {
        return commandLine
                .setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                // @FILE is the expression in a file, not more arguments
                .setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setParameterExceptionHandler((e, _) -> {
                    terminal.err().println("gradlane: " + e.getMessage());
                    terminal.err()
                            .println("  " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help shows how");
                    return Failure.USAGE;
                })
                .setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
    }

    private static int failed(Terminal terminal, Exception e) {
        int exitCode = switch (e) {
            case Failure failure -> failure.exitCode();
            case ExpressionException _, GraphException _ -> Failure.USAGE;
            case DataException _ -> Failure.BAD_FILE;
            case BackendException _ -> Failure.DEVICE_FAULT;
            case UncheckedIOException _ -> Failure.BAD_FILE;
            default -> Failure.DEFECT;
        };
        if (exitCode == Failure.DEFECT) {
            terminal.err().println("gradlane: a defect of gradlane: " + e);
            if (System.getProperty("gradlane.debug") == null) {
                terminal.err().println("  GRADLANE_JAVA_OPTS=-Dgradlane.debug=1 shows where");
            } else {
                e.printStackTrace(terminal.err());
            }
        } else {
            terminal.err().println("gradlane: " + e.getMessage());
        }
        return exitCode;
    }

    @Override
    public void run() {
        CommandLine.usage(this, terminal.out());
    }
}
