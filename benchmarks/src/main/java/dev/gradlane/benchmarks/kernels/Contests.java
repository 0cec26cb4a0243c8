package dev.gradlane.benchmarks.kernels;

import dev.gradlane.graph.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// All contests by name, made when asked for: their data fill memory.
final class Contests {
    private static final int IN_L2 = 16_384;
    private static final int BEYOND = 4 << 20;

    private Contests() {}

    static Map<String, Supplier<Contest>> on(String device) {
        Map<String, Supplier<Contest>> all = new LinkedHashMap<>();
        for (Elementwise function : Elementwise.values()) {
            String name = function.name().toLowerCase(java.util.Locale.ROOT);
            all.put(name, () -> function.byHand(device, IN_L2));
            all.put(name + "_memory", () -> function.copy(device, BEYOND));
            all.put(name + "_memory_by_hand", () -> function.byHand(device, BEYOND));
        }
        all.put("sine_guard_f32", () -> GuardedSine.of(device, DType.F32, IN_L2));
        all.put("sine_guard_f64", () -> GuardedSine.of(device, DType.F64, IN_L2));
        all.put("rows", () -> Sums.rows(device, 64, 4096));
        all.put("row_long", () -> Sums.rows(device, 1, 262_144));
        all.put("rows_16", () -> Sums.shortRows(device, 4096, 16));
        all.put("rows_64", () -> Sums.shortRows(device, 1024, 64));
        all.put("exp_rows", () -> Sums.rowsOfExp(device, 64, 4096));
        all.put("columns_1024", () -> Sums.columns(device, 1024, 256));
        all.put("columns_65536", () -> Sums.columns(device, 65_536, 32));
        all.put("gather_rows", () -> Gathers.rows(device, 10_000, 4096, 64));
        all.put("gather_bags", () -> Gathers.bags(device, 10_000, 256, 20, 64));
        all.put("gather_elements", () -> Gathers.elements(device, 1024, IN_L2));
        all.put("gather_interpolation", () -> Gathers.interpolation(device, 1024, IN_L2));
        all.put("reverse", () -> Gathers.reverse(device, IN_L2));
        for (int n = 512; n <= 2048; n *= 2) {
            int size = n;
            all.put("product_" + n, () -> Products.square(device, size));
        }
        all.put("weights", () -> Products.weightGradient(device, 784, 256, 4096));
        return all;
    }
}
