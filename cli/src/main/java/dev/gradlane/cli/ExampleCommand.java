package dev.gradlane.cli;

import dev.gradlane.Engine;
import dev.gradlane.cli.output.TextTable;
import dev.gradlane.examples.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradlane example`.
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        description = "Runs one of the examples that docs/examples.md tells of; without a name lists them.")
final class ExampleCommand implements Runnable {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
    private Optional<String> name = Optional.empty();

    @Option(names = "--device", paramLabel = "TOKEN", description = "Default: the one that an engine opens.")
    private Optional<String> token = Optional.empty();

    @Option(names = "--size", paramLabel = "N", description = "How many paths, rows, …; the list has each default.")
    private Optional<Integer> size = Optional.empty();

    ExampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        name.ifPresentOrElse(this::run, this::list);
    }

    private void list() {
        List<List<String>> rows = new ArrayList<>();
        for (Example example : Example.all()) {
            rows.add(List.of(example.name(), example.size() + " " + example.unit(), example.what()));
        }
        TextTable.align(rows).forEach(terminal.out()::println);
    }

    private void run(String wanted) {
        Example example = Example.all().stream()
                .filter(e -> e.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Failure.USAGE,
                        "unknown example '" + wanted + "'; there are "
                                + Example.all().stream().map(Example::name).collect(Collectors.joining(", "))));
        if (size.isPresent() && size.get() < 1) {
            throw new Failure(Failure.USAGE, "--size is at least 1, not " + size.get());
        }
        String device = token.map(Devices::named).orElseGet(Devices::best).token();
        try (Engine engine = Engine.open(device)) {
            example.run(engine, size.orElse(example.size()), terminal.out());
        } catch (IOException e) {
            throw new Failure(Failure.BAD_FILE, e.getMessage());
        }
    }
}
