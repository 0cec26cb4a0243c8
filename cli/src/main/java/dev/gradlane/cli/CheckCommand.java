package dev.gradlane.cli;

import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.conformance.Conformance;
import dev.gradlane.conformance.ConformanceRow;
import dev.gradlane.conformance.FuzzFailure;
import dev.gradlane.conformance.Fuzzer;
import dev.gradlane.text.TextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gradlane check`: do the devices give the bits that the numerics contract fixes?
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks devices against the numerics contract, with random graphs too.",
        exitCodeList = {"0:every bit is right", "1:something differs"},
        exitCodeListHeading = "Exit codes:%n")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--device", paramLabel = "TOKEN,…", description = "Default: all that are ready.")
    private Optional<String> tokens = Optional.empty();

    @Option(names = "--fuzz", paramLabel = "N", description = "How many random graphs; default: 200.")
    private int graphs = 200;

    @Option(names = "--seed", paramLabel = "S", description = "Graph i depends on the seed and i alone; default: 1.")
    private long seed = 1;

    @Option(names = "--replay", paramLabel = "FILE.ir", description = "Run the graph of a failure again instead.")
    private Optional<Path> replay = Optional.empty();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (graphs < 0) {
            throw new Failure(Failure.USAGE, "--fuzz takes a number of graphs, not " + graphs);
        }
        List<String> names = tokens.map(text -> Arguments.names("--device", text))
                .orElseGet(() -> Devices.ready().stream().map(DeviceInfo::token).toList());
        List<Device> devices = new ArrayList<>();
        try {
            names.forEach(name -> devices.add(Devices.open(Optional.of(name))));
            if (devices.isEmpty()) {
                throw new Failure(Failure.UNAVAILABLE, "no device is ready: gradlane devices says why");
            }
            int count = replay.isPresent() ? 1 : graphs;
            int differing = replay.map(file -> replay(file, devices)).orElseGet(() -> rows(devices) + fuzz(devices));
            terminal.out().println(count + " graphs, " + differing + " differing");
            terminal.out().flush();
            return differing > 0 ? Failure.CHECK_FAILED : 0;
        } finally {
            devices.forEach(Device::close);
        }
    }

    private int replay(Path file, List<Device> devices) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new Failure(Failure.BAD_FILE, "--replay: the file " + file + " does not exist");
            }
            return report(Fuzzer.replay(file, devices));
        } catch (IOException e) {
            throw new Failure(Failure.BAD_FILE, "--replay: " + file + " cannot be read as text");
        } catch (TextException | IllegalArgumentException e) {
            throw new Failure(
                    Failure.BAD_FILE, "--replay: " + file + " is no graph with its inputs: " + e.getMessage());
        }
    }

    /// Prints the rows that differ; returns how many.
    private int report(List<ConformanceRow> rows) {
        List<ConformanceRow> failed =
                rows.stream().filter(ConformanceRow::differs).toList();
        failed.forEach(row -> terminal.out().println(row.name() + ": " + row.detail()));
        return failed.size();
    }

    private int rows(List<Device> devices) {
        int differing = 0;
        for (Device device : devices) {
            List<ConformanceRow> rows = Conformance.rows(device);
            int failed = report(rows);
            terminal.out()
                    .println(
                            device.info().token() + ": " + rows.size() + " conformance rows, " + failed + " differing");
            differing += failed;
        }
        return differing;
    }

    private int fuzz(List<Device> devices) {
        int differing = Fuzzer.run(devices, graphs, seed, this::heard);
        if (terminal.interactive()) {
            terminal.err().print("\r" + " ".repeat(40) + "\r");
        }
        return differing;
    }

    private void heard(int index, Optional<FuzzFailure> failure) {
        if (terminal.interactive()) {
            terminal.err().print("\rgraph " + (index + 1) + " of " + graphs);
        }
        failure.ifPresent(f -> {
            terminal.out().println(f);
            try {
                terminal.err().println("gradlane: wrote " + f.write(Path.of("")) + ", which --replay runs again");
            } catch (IOException e) {
                terminal.err().println("gradlane: the failing graph could not be written: " + e.getMessage());
            }
        });
    }
}
