package dev.gradlane.cli;

import dev.gradlane.cli.gradbench.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gradlane gradbench`: a tool of the GradBench suite.
@Command(
        name = "gradbench",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the protocol of the GradBench suite: messages on the standard input, answers on the standard output,"
                    + " one JSON object a line, until the input ends.",
            "Modules: ba, gmm, hello, kmeans, llsq, lse, lstm, ode. What runs where is told on the standard error."
        })
final class GradbenchCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final InputStream in;

    @Option(
            names = "--device",
            paramLabel = "TOKEN,…",
            description = "In order of preference: a function runs on the first that has kernels for it. "
                    + "Default: the one that an engine opens, then cpu.")
    private Optional<String> tokens = Optional.empty();

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "How long each function runs before the runs that count, as part of 'prepare'; default: 0.")
    private double warmUp;

    GradbenchCommand(Terminal terminal, InputStream in) {
        this.terminal = terminal;
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        if (!(warmUp >= 0)) {
            throw new Failure(Failure.USAGE, "--warm-up takes a number of seconds, not " + warmUp);
        }
        Session.serve(in, terminal.out(), terminal.err(), devices(), warmUp);
        return 0;
    }

    private List<String> devices() {
        return tokens
                .map(text -> Arguments.names("--device", text))
                .orElseGet(() ->
                        Stream.of(Devices.best().token(), "cpu").distinct().toList())
                .stream()
                .map(name -> Devices.named(name).token())
                .toList();
    }
}
