package dev.gradlane.cli.output;

import dev.gradlane.cli.data.Block;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.Rows;
import dev.gradlane.graph.DType;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// One JSON object: shortest round-trip decimals, non-finite numbers as strings.
public final class JsonWriter {
    private static final int ROWS = 4096;

    private JsonWriter() {}

    /// A generator that leaves `out` open.
    public static JsonGenerator generator(OutputStream out) {
        return JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(ObjectWriteContext.empty(), out);
    }

    public static void write(Results results, OutputStream out) {
        Layout layout = results.layout();
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringProperty("function", layout.function());
            json.writeStringProperty("device", layout.device());
            json.writeStringProperty("dtype", layout.dtype().symbol());
            json.writeNumberProperty("batch", results.batch());
            numbers(json, results, "value", 0);
            json.writeObjectPropertyStart("gradient");
            for (int i = 0; i < layout.wrt().size(); i++) {
                numbers(json, results, layout.wrt().get(i), layout.gradient(i));
            }
            json.writeEndObject();
            hessian(json, results);
            keep(json, results);
            json.writeStringProperty("digest", results.digest());
            json.writeNumberProperty("numerics", 1);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void hessian(JsonGenerator json, Results results) {
        List<String> names = results.layout().hessian();
        if (names.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("hessian");
        for (int a = 0; a < names.size(); a++) {
            json.writeObjectPropertyStart(names.get(a));
            for (int b = 0; b < names.size(); b++) {
                numbers(json, results, names.get(b), results.layout().hessian(a, b));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void keep(JsonGenerator json, Results results) {
        if (results.keep().isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("keep");
        for (String name : results.keep()) {
            json.writeArrayPropertyStart(name);
            try (Rows rows = results.table().read(List.of(), List.of(name), results.dtype())) {
                for (Optional<Block> b = rows.next(ROWS); b.isPresent(); b = rows.next(ROWS)) {
                    b.get().texts().getFirst().forEach(json::writeString);
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, Results results, String name, int output) {
        json.writeArrayPropertyStart(name);
        results.elements(output, bits -> number(json, bits, results.dtype()));
        json.writeEndArray();
    }

    /// A number, or a string if it is not finite.
    public static void number(JsonGenerator json, long bits, DType dtype) {
        String text = Numbers.format(bits, dtype);
        if (Double.isFinite(dtype.toDouble(bits))) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }
}
