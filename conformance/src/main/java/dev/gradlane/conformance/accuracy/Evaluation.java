package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;

/// Runs an elementwise function on a device, elements in and out as bits.
///
/// @param device the device
record Evaluation(Device device) {
    /// f at the points (x₀ᵢ, x₁ᵢ, …).
    long[] value(Composite f, DType dtype, long[]... x) {
        return run(Quantity.value(f).graph(dtype), dtype, x);
    }

    /// ∂f/∂x at the points x.
    long[] derivative(Composite f, DType dtype, long[] x) {
        return run(Quantity.slope(f, 0).graph(dtype), dtype, x);
    }

    /// ∂f/∂x of that operand at the points (x₀ᵢ, x₁ᵢ, …).
    long[] partial(Composite f, int operand, DType dtype, long[]... x) {
        return run(Quantity.slope(f, operand).graph(dtype), dtype, x);
    }

    /// The output of an elementwise graph of that type.
    long[] run(Graph graph, DType dtype, long[]... x) {
        int n = x[0].length;
        try (var lanes = new LaneRun(device, graph, n)) {
            long[] bits = new long[n];
            if (dtype == DType.F64) {
                lanes.run(x, bits);
                return bits;
            }
            int[][] narrow = new int[x.length][n];
            for (int k = 0; k < x.length; k++) {
                for (int i = 0; i < n; i++) {
                    narrow[k][i] = (int) x[k][i];
                }
            }
            int[] results = new int[n];
            lanes.run(narrow, results);
            for (int i = 0; i < n; i++) {
                bits[i] = Integer.toUnsignedLong(results[i]);
            }
            return bits;
        }
    }
}
