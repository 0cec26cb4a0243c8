package dev.gradlane.cli.gradbench;

import dev.gradlane.Tensor;
import dev.gradlane.cli.output.JsonWriter;
import dev.gradlane.graph.DType;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Parts of an answer. Numbers are shortest decimals that read back to the same bits; JSON has none that are not
/// finite, which are strings.
final class Answer {
    private Answer() {}

    /// Writes a value.
    @FunctionalInterface
    interface Part<X> {
        void write(JsonGenerator json, X value);
    }

    /// A whole object as one line.
    static byte[] line(Consumer<JsonGenerator> fields) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonWriter.generator(bytes)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    static void scalar(JsonGenerator json, Tensor x) {
        number(json, x.item());
    }

    static void vector(JsonGenerator json, Tensor x) {
        numbers(json, x.toDoubles());
    }

    /// An array of rows.
    static void matrix(JsonGenerator json, Tensor x) {
        double[] elements = x.toDoubles();
        int rows = (int) x.size(0);
        int columns = (int) x.size(1);
        json.writeStartArray();
        for (int i = 0; i < rows; i++) {
            json.writeStartArray();
            for (int j = 0; j < columns; j++) {
                number(json, elements[i * columns + j]);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    static void numbers(JsonGenerator json, double[] values) {
        json.writeStartArray();
        for (double value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    static void number(JsonGenerator json, double value) {
        JsonWriter.number(json, Double.doubleToRawLongBits(value), DType.F64);
    }
}
