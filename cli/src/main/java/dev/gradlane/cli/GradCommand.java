package dev.gradlane.cli;

import dev.gradlane.backend.Device;
import dev.gradlane.cli.data.DataException;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.OneRow;
import dev.gradlane.cli.data.Table;
import dev.gradlane.cli.output.CsvResult;
import dev.gradlane.cli.output.JsonWriter;
import dev.gradlane.cli.output.Layout;
import dev.gradlane.cli.output.Results;
import dev.gradlane.cli.output.TextTable;
import dev.gradlane.cli.stream.Program;
import dev.gradlane.cli.stream.Streaming;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gradlane grad`: value and gradient of an expression, at one point or over a table.
@Command(
        name = "grad",
        mixinStandardHelpOptions = true,
        description = "Value and gradient of an expression, at a point or for every row of a file.")
final class GradCommand implements Runnable {
    enum Format {
        table,
        json,
        csv
    }

    private static final int BLOCK_ROWS = 16 * 4096;

    private final Terminal terminal;

    @Option(
            names = "--fn",
            required = true,
            paramLabel = "EXPR",
            description = "The function; @FILE reads it from a file.")
    private String function = "";

    @Option(names = "--at", paramLabel = "name=v,…", description = "The point.")
    private List<String> at = List.of();

    @Option(names = "--data", paramLabel = "FILE", description = "CSV with a header (also .gz), .npz or .npy.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--param", paramLabel = "name=v,…", description = "Inputs that are no columns.")
    private List<String> parameters = List.of();

    @Option(names = "--wrt", paramLabel = "names", description = "Differentiate by these; default: all inputs.")
    private Optional<String> wrt = Optional.empty();

    @Option(names = "--hessian", description = "Second derivatives too.")
    private boolean hessian;

    @Option(
            names = "--device",
            paramLabel = "TOKEN",
            description = "See gradlane devices; default: the best that is ready.")
    private Optional<String> device = Optional.empty();

    @Option(names = "--dtype", paramLabel = "f32|f64", description = "Default: f64.")
    private String dtypeName = "f64";

    @Option(names = "--format", paramLabel = "table|json|csv", description = "Default: table.")
    private Optional<Format> format = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "Write here instead of to the standard output.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--keep", paramLabel = "columns", description = "Columns of the file to repeat beside the results.")
    private Optional<String> keep = Optional.empty();

    GradCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Expression expression = Arguments.expression(function);
        DType dtype = Arguments.dtype(dtypeName);
        Map<String, String> given = Arguments.numbers("--param", parameters, dtype);
        Table table = table(expression, dtype);
        Set<String> columns = columns(expression, table, given);
        List<String> wrtNames = wrt.map(text -> known(Arguments.names("--wrt", text), "--wrt", expression))
                .orElse(expression.names());
        List<String> kept = keep.map(text -> Arguments.names("--keep", text)).orElse(List.of());
        for (String name : kept) {
            if (!table.columns().contains(name)) {
                throw new DataException(table.title() + " has no column '" + name + "' to keep");
            }
        }
        List<String> seconds = hessian ? seconds(expression, wrtNames, columns) : List.of();
        Graph graph = Derivatives.of(expression, dtype, columns, wrtNames, seconds);
        Map<String, MemorySegment> scalars = new LinkedHashMap<>();
        given.forEach((name, value) -> scalars.put(name, scalar(value, dtype)));
        try (Device opened = Devices.open(device);
                Results results = new Results(
                        new Layout(expression.text(), opened.info().token(), dtype, wrtNames, seconds),
                        output -> Derivatives.isPerRow(graph, output),
                        table,
                        kept)) {
            compute(graph, opened, table, dtype, scalars, results);
            Output.write(out, terminal, stream -> write(results, stream));
        }
    }

    private Table table(Expression expression, DType dtype) {
        if (data.isPresent() && !at.isEmpty()) {
            throw new Failure(Failure.USAGE, "--at and --data exclude each other");
        }
        if (data.isPresent()) {
            return Table.open(data.get());
        }
        if (at.isEmpty() && parameters.isEmpty() && !expression.names().isEmpty()) {
            throw new Failure(
                    Failure.USAGE,
                    "where? give --at "
                            + String.join(
                                    ",",
                                    expression.names().stream()
                                            .map(n -> n + "=…")
                                            .toList()) + " or --data FILE");
        }
        Map<String, String> point = Arguments.numbers("--at", at, dtype);
        known(new ArrayList<>(point.keySet()), "--at", expression);
        return new OneRow(point);
    }

    /// The inputs that are columns; every other one must be a parameter.
    private Set<String> columns(Expression expression, Table table, Map<String, String> given) {
        known(new ArrayList<>(given.keySet()), "--param", expression);
        Set<String> columns = new LinkedHashSet<>();
        for (String name : expression.names()) {
            boolean column = table.columns().contains(name);
            if (column && given.containsKey(name)) {
                throw new Failure(Failure.USAGE, "'" + name + "' is given twice: by --param and by " + table.title());
            }
            if (column) {
                columns.add(name);
            } else if (!given.containsKey(name)) {
                throw data.isPresent()
                        ? new DataException(table.title() + " has no column '" + name + "' (its columns: "
                                + shortened(table.columns()) + "); an input that is no column is given by --param "
                                + name
                                + "=…")
                        : new Failure(Failure.USAGE, "no value for '" + name + "': give it by --at or --param");
            }
        }
        if (columns.isEmpty() && (data.isPresent() || expression.isReduced())) {
            throw new Failure(Failure.USAGE, "the function uses no column of " + table.title());
        }
        return columns;
    }

    private static String shortened(List<String> names) {
        int shown = 12;
        return String.join(", ", names.subList(0, Math.min(shown, names.size()))) + (names.size() > shown ? ", …" : "");
    }

    private static List<String> known(List<String> names, String option, Expression expression) {
        for (String name : names) {
            if (!expression.names().contains(name)) {
                throw new Failure(
                        Failure.USAGE,
                        option + ": '" + name + "' is no input of the function (its inputs: "
                                + shortened(expression.names()) + ")");
            }
        }
        return names;
    }

    /// The names among which second derivatives are taken: those with one element beside the value's.
    private List<String> seconds(Expression expression, List<String> wrtNames, Set<String> columns) {
        if (!expression.isReduced() || data.isEmpty()) {
            return wrtNames;
        }
        List<String> single =
                wrtNames.stream().filter(n -> !columns.contains(n)).toList();
        if (single.isEmpty()) {
            throw new Failure(
                    Failure.USAGE,
                    "--hessian of a reduced function is among parameters, and none is differentiated by");
        }
        return single;
    }

    private static MemorySegment scalar(String value, DType dtype) {
        MemorySegment scalar = Arena.ofAuto().allocate(dtype.bytes(), 64);
        Numbers.set(scalar, 0, dtype, Numbers.parse(value, dtype));
        return scalar;
    }

    private void compute(
            Graph graph, Device opened, Table table, DType dtype, Map<String, MemorySegment> scalars, Results results) {
        if (!Derivatives.hasRows(graph)) {
            try (Program program = new Program(opened, graph)) {
                List<MemorySegment> inputs =
                        graph.inputNames().stream().map(scalars::get).toList();
                results.whole(program.run(inputs, Map.of()));
                results.batch(1);
            }
            return;
        }
        try (Progress progress = new Progress(terminal)) {
            var streaming = new Streaming(opened, table, dtype, BLOCK_ROWS, scalars, progress::add);
            results.batch(streaming.run(graph, Derivatives.ROWS, results));
        }
    }

    private void write(Results results, OutputStream stream) {
        switch (format.orElse(byEnding())) {
            case table -> TextTable.write(results, stream);
            case json -> JsonWriter.write(results, stream);
            case csv -> CsvResult.write(results, stream);
        }
    }

    /// A file's ending tells the format that nobody asked for.
    private Format byEnding() {
        String name = out.map(Path::toString).orElse("");
        return name.endsWith(".json") ? Format.json : name.endsWith(".csv") ? Format.csv : Format.table;
    }
}
