package dev.gradlane.examples.gradbench;

import dev.gradlane.examples.gradbench.BundleAdjustment.Errors;
import dev.gradlane.examples.gradbench.BundleAdjustment.In;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/// The Jacobian of a bundle adjustment as compressed rows. Rows are the projection errors, then the weight errors;
/// columns the cameras, then the points, then the weights.
public final class SparseRows {
    private final int[] starts;
    private final int[] columns;
    private final double[] values;

    private SparseRows(int[] starts, int[] columns, double[] values) {
        this.starts = starts;
        this.columns = columns;
        this.values = values;
    }

    /// @param in the arguments
    /// @param jacobian what [BundleAdjustment#jacobian] gave for them
    public static SparseRows of(In in, Errors jacobian) {
        int[] camera = in.camera().toInts();
        int[] point = in.point().toInts();
        int p = camera.length;
        int perRow = BundleAdjustment.PARAMETERS;
        int firstPoint = Math.toIntExact(in.cameras().shape().size());
        int firstWeight = firstPoint + Math.toIntExact(in.points().shape().size());
        int[] starts = new int[3 * p + 1];
        int[] columns = new int[2 * perRow * p + p];
        for (int i = 0; i < p; i++) {
            int at = 2 * perRow * i;
            starts[2 * i] = at;
            starts[2 * i + 1] = at + perRow;
            starts[2 * p + i] = 2 * perRow * p + i;
            for (int j = 0; j < 11; j++) {
                columns[at + j] = 11 * camera[i] + j;
            }
            for (int j = 0; j < 3; j++) {
                columns[at + 11 + j] = firstPoint + 3 * point[i] + j;
            }
            columns[at + 14] = firstWeight + i;
            System.arraycopy(columns, at, columns, at + perRow, perRow);
            columns[2 * perRow * p + i] = firstWeight + i;
        }
        starts[3 * p] = columns.length;
        double[] values = DoubleStream.concat(
                        Arrays.stream(jacobian.projection().toDoubles()),
                        Arrays.stream(jacobian.weight().toDoubles()))
                .toArray();
        return new SparseRows(starts, columns, values);
    }

    /// Where each row begins in [#columns] and [#values], and where the last one ends.
    public int[] starts() {
        return starts;
    }

    public int[] columns() {
        return columns;
    }

    public double[] values() {
        return values;
    }
}
