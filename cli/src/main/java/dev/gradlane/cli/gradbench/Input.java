package dev.gradlane.cli.gradbench;

import dev.gradlane.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value and where it stands in its message; whatever is missing or not shaped as it must be is refused with
/// that place.
record Input(String path, Json json) {
    /// Of this many rows the entries of any module's Jacobian can still be counted by an int.
    private static final int MOST = 1 << 26;

    /// Rows of one length, one after the other.
    record Matrix(int rows, int columns, double[] elements) {
        Tensor tensor() {
            return Tensor.of(elements, rows, columns);
        }
    }

    Optional<Input> optional(String name) {
        if (json instanceof Json.Fields(Map<String, Json> fields)) {
            return Optional.ofNullable(fields.get(name))
                    .map(value -> new Input(path.isEmpty() ? name : path + "." + name, value));
        }
        throw wrong("an object with the field '" + name + "'");
    }

    Input field(String name) {
        return optional(name)
                .orElseThrow(() -> new ProtocolException(
                        (path.isEmpty() ? "the message" : path) + " has no field '" + name + "'"));
    }

    String text() {
        if (json instanceof Json.Text(String value)) {
            return value;
        }
        throw wrong("a string");
    }

    double number() {
        if (json instanceof Json.Number(double value)) {
            return value;
        }
        throw wrong("a number");
    }

    /// A whole number from `least` on that can be a size here.
    int count(int least) {
        if (json instanceof Json.Number(double value) && value == (int) value && value >= least && value <= MOST) {
            return (int) value;
        }
        throw wrong("a whole number from " + least + " to " + MOST);
    }

    double[] vector() {
        if (json instanceof Json.Numbers(double[] values)) {
            return values;
        }
        throw wrong("an array of numbers");
    }

    double[] vector(int size) {
        double[] values = vector();
        if (values.length != size) {
            throw wrong("an array of " + size + " numbers");
        }
        return values;
    }

    /// At least one row.
    Matrix matrix() {
        List<Json> rows = rows();
        if (rows.isEmpty()) {
            throw wrong("an array of at least one row of numbers");
        }
        return matrix(rows.size(), row(0, rows.getFirst()).vector().length);
    }

    Matrix matrix(int rows, int columns) {
        List<Json> given = rows();
        if (given.size() != rows) {
            throw wrong("an array of " + rows + " rows");
        }
        double[] elements = new double[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(row(i, given.get(i)).vector(columns), 0, elements, i * columns, columns);
        }
        return new Matrix(rows, columns, elements);
    }

    private List<Json> rows() {
        return switch (json) {
            case Json.Items(List<Json> values) -> values;
            case Json.Numbers(double[] values) when values.length == 0 -> List.of();
            case Json.Numbers _, Json.Text _, Json.Number _, Json.Flag _, Json.Null _, Json.Fields _ ->
                throw wrong("an array of rows");
        };
    }

    private Input row(int index, Json row) {
        return new Input(path + "[" + index + "]", row);
    }

    private ProtocolException wrong(String wanted) {
        String found = json instanceof Json.Number(double value) ? Double.toString(value) : json.kind();
        return new ProtocolException(
                (path.isEmpty() ? "the message" : path) + " must be " + wanted + ", found " + found);
    }
}
