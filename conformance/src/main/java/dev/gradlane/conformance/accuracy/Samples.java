package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Arguments: for a function of one f32 every 4099th of the 2³² bit patterns; for other signatures seeded
/// samples, half of them any bit patterns, half uniform in the range that the reference names; always the
/// special values.
final class Samples {
    private static final long SEED = 20261124;
    private static final int STRIDE = 4099;
    private static final int F64_SAMPLES = 10_000;
    private static final int F32_PAIRS = 200_000;

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        2,
        -2,
        3,
        -3,
        0.5,
        -0.5,
        1.5,
        -1.5,
        7,
        -7,
        100,
        -100,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        0x1.fffffep-1,
        0x1.000002p0,
        -0x1.fffffep-1,
        0x1p23,
        0x1.fffffep23,
        -0x1.fffffep23,
        0x1p24,
        0x1p-25,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0x1.fffffffffffffp-1,
        0x1.0000000000001p0,
        0x1p52,
        0x1.fffffffffffffp52,
        -0x1.fffffffffffffp52,
        0x1p53,
        0x1.6ac5b262ca1ffp849,
        0x1p-54
    };

    private Samples() {}

    /// A column per argument, values of `dtype` held as doubles.
    static double[][] of(Reference reference, DType dtype) {
        List<double[]> rows = new ArrayList<>();
        int arity = reference.function().arity();
        if (arity == 1) {
            for (double value : SPECIAL) {
                rows.add(new double[] {value});
            }
        } else {
            grid(rows);
        }
        if (arity == 1 && dtype == DType.F32) {
            for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
                rows.add(new double[] {Float.intBitsToFloat((int) bits)});
            }
        } else {
            random(rows, reference, dtype, dtype == DType.F32 ? F32_PAIRS : F64_SAMPLES);
        }
        double[][] columns = new double[arity][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < arity; j++) {
                double value = rows.get(i)[j];
                columns[j][i] = dtype == DType.F32 ? (float) value : value;
            }
        }
        return columns;
    }

    private static void grid(List<double[]> rows) {
        for (double x : SPECIAL) {
            for (double y : SPECIAL) {
                rows.add(new double[] {x, y});
            }
        }
    }

    private static void random(List<double[]> rows, Reference reference, DType dtype, int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        int arity = reference.function().arity();
        for (int i = 0; i < count; i++) {
            double[] row = new double[arity];
            for (int j = 0; j < arity; j++) {
                row[j] = i % 2 == 0 ? anyBits(random, dtype) : random.nextDouble(reference.low(), reference.high());
            }
            rows.add(row);
        }
    }

    private static double anyBits(SplittableRandom random, DType dtype) {
        return dtype == DType.F32 ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong());
    }
}
