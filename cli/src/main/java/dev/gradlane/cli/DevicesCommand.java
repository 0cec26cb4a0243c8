package dev.gradlane.cli;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.cli.output.JsonWriter;
import dev.gradlane.cli.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `gradlane devices`.
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = "Lists the devices, and for those that cannot be used, why and what to do.")
final class DevicesCommand implements Runnable {
    enum Format {
        table,
        json
    }

    private final Terminal terminal;

    @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
    private Format format = Format.table;

    DevicesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// A device in the words of the output.
    private record Row(DeviceInfo device, String state, boolean exact, String reason, String remedy) {
        static Row of(DeviceInfo device) {
            return switch (device.availability()) {
                case Availability.Ready() -> new Row(device, "ready", true, "", "");
                case Availability.Approximate(String reason) -> new Row(device, "approximate", false, reason, "");
                case Availability.Unavailable(String reason, String remedy) ->
                    new Row(device, "unavailable", false, reason, remedy);
            };
        }
    }

    @Override
    public void run() {
        List<Row> rows = Devices.all().stream().map(Row::of).toList();
        switch (format) {
            case table -> table(rows);
            case json -> json(rows);
        }
    }

    private void table(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            lines.add(List.of(row.device.token(), row.state));
        }
        List<String> aligned = TextTable.align(lines);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            terminal.out().println(aligned.get(i) + "  " + row.device.name());
            for (String line : List.of(row.reason, row.remedy)) {
                if (!line.isEmpty()) {
                    terminal.out().println("    " + line);
                }
            }
        }
    }

    private void json(List<Row> rows) {
        try (JsonGenerator json = JsonWriter.generator(terminal.out())) {
            json.writeStartObject();
            json.writeArrayPropertyStart("devices");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringProperty("token", row.device.token());
                json.writeStringProperty("backend", row.device.backend());
                json.writeStringProperty("name", row.device.name());
                json.writeStringProperty("state", row.state);
                json.writeBooleanProperty("exact", row.exact);
                textOrNull(json, "reason", row.reason);
                textOrNull(json, "remedy", row.remedy);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void textOrNull(JsonGenerator json, String name, String text) {
        if (text.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }
}
