package dev.gradlane.cli.gradbench;

import dev.gradlane.Tensor;
import dev.gradlane.examples.gradbench.BundleAdjustment;
import dev.gradlane.examples.gradbench.BundleAdjustment.Errors;
import dev.gradlane.examples.gradbench.BundleAdjustment.In;
import dev.gradlane.examples.gradbench.SparseRows;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import tools.jackson.core.JsonGenerator;

/// The module `ba`. A message holds one camera, point, weight and feature, to be repeated; an answer holds one of
/// what repeats.
final class Ba {
    /// Entries of the Jacobian for the first observation.
    private static final int FIRST = 2 * BundleAdjustment.PARAMETERS;

    private Ba() {}

    static Job<?, ?, ?> objective(Input input) {
        In in = arguments(input);
        return Job.of(BundleAdjustment.objective(in), in, Ba::writeErrors);
    }

    static Job<?, ?, ?> jacobian(Input input) {
        In in = arguments(input);
        return new Job<>(BundleAdjustment.jacobian(in), in, errors -> SparseRows.of(in, errors), Ba::writeRows);
    }

    private static In arguments(Input input) {
        int n = input.field("n").count(1);
        int m = input.field("m").count(1);
        int p = input.field("p").count(1);
        double w = input.field("w").number();
        return new In(
                repeated(input.field("cam").vector(11), n),
                repeated(input.field("x").vector(3), m),
                Tensor.of(DoubleStream.generate(() -> w).limit(p).toArray()),
                Tensor.of(cycle(p, n), p),
                Tensor.of(cycle(p, m), p),
                repeated(input.field("feat").vector(2), p));
    }

    private static Tensor repeated(double[] row, int times) {
        double[] rows = new double[Math.multiplyExact(times, row.length)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return Tensor.of(rows, times, row.length);
    }

    /// 0, 1, … period − 1, 0, 1, …
    private static int[] cycle(int size, int period) {
        int[] cycle = new int[size];
        Arrays.setAll(cycle, i -> i % period);
        return cycle;
    }

    private static void writeErrors(JsonGenerator json, Errors errors) {
        double[] projection = errors.projection().toDoubles();
        double[] weight = errors.weight().toDoubles();
        json.writeStartObject();
        json.writeObjectPropertyStart("reproj_error");
        json.writeName("elements");
        Answer.numbers(json, Arrays.copyOf(projection, 2));
        json.writeNumberProperty("repeated", projection.length / 2);
        json.writeEndObject();
        json.writeObjectPropertyStart("w_err");
        json.writeName("element");
        Answer.number(json, weight[0]);
        json.writeNumberProperty("repeated", weight.length);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeRows(JsonGenerator json, SparseRows rows) {
        json.writeStartObject();
        json.writeName("rows");
        firstAndLast(json, rows.starts().length, i -> rows.starts()[i]);
        json.writeName("cols");
        firstAndLast(json, rows.columns().length, i -> rows.columns()[i]);
        json.writeArrayPropertyStart("vals");
        for (int i = 0; i < Math.min(FIRST, rows.values().length); i++) {
            Answer.number(json, rows.values()[i]);
        }
        Answer.number(json, rows.values()[rows.values().length - 1]);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void firstAndLast(JsonGenerator json, int size, IntUnaryOperator element) {
        json.writeStartArray();
        for (int i = 0; i < Math.min(FIRST, size); i++) {
            json.writeNumber(element.applyAsInt(i));
        }
        json.writeNumber(element.applyAsInt(size - 1));
        json.writeEndArray();
    }
}
