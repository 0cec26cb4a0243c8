package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;

/// The largest error that a set of results showed, in units in the last place of the true result (of
/// the least subnormal below the normal range), and the input where.
///
/// @param ulps the error, ∞ where a result is not the number (or not the infinity) that it should be
/// @param worst bits of the input
/// @param consulted how many results the oracle itself judged
record Measurement(double ulps, long worst, int consulted) {
    /// An infinity that is further than this from its truth is no rounding error.
    private static final double OVERFLOWS_EARLY = 64;

    /// Compares results with the truth for every input that is a number and not 0.
    static Measurement of(DType dtype, long[] inputs, long[] results, Truth truth) {
        double ulps = 0;
        long worst = inputs[0];
        int consulted = 0;
        for (int i = 0; i < inputs.length; i++) {
            double x = dtype.toDouble(inputs[i]);
            if (Double.isFinite(x) && x != 0) {
                consulted++;
                double error = truth.error(dtype, x, dtype.toDouble(results[i]));
                if (!(error <= ulps)) {
                    ulps = error;
                    worst = inputs[i];
                }
            }
        }
        return new Measurement(ulps, worst, consulted);
    }

    /// The same for f32 results with `wide`, the f64 expansion at the same inputs, as a first judge:
    /// its error, which its own row bounds, is below 2⁻²⁶ ulp of f32. The oracle judges where that
    /// shows more than 0.9 of the promise, or no finite number, and every `every`-th input whatever
    /// it shows.
    static Measurement filtered(long[] inputs, long[] results, long[] wide, Truth truth, double promise, int every) {
        double ulps = 0;
        long worst = inputs[0];
        int consulted = 0;
        for (int i = 0; i < inputs.length; i++) {
            double x = DType.F32.toDouble(inputs[i]);
            if (!Double.isFinite(x) || x == 0) {
                continue;
            }
            double near = DType.F64.toDouble(wide[i]);
            double y = DType.F32.toDouble(results[i]);
            double scale = Math.max(Math.abs(near), truth.floor().applyAsDouble(x));
            boolean overflow = y == Math.copySign(Double.POSITIVE_INFINITY, near) && scale > 2.0 * Float.MAX_VALUE;
            double error = y == near || overflow ? 0 : Math.abs(y - near) / ulp(DType.F32, scale);
            if (!(error <= 0.9 * promise) || i % every == 0) {
                consulted++;
                error = truth.error(DType.F32, x, y);
            }
            if (!(error <= ulps)) {
                ulps = error;
                worst = inputs[i];
            }
        }
        return new Measurement(ulps, worst, consulted);
    }

    /// The error of `y` in ulp of max(|truth|, floor).
    static double error(DType dtype, double y, Big truth, double floor) {
        double near = truth.toDouble();
        double largest = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        if (Double.isNaN(y)) {
            return Double.POSITIVE_INFINITY;
        }
        if (Double.isInfinite(y)) {
            if (Math.signum(y) != truth.signum()) {
                return Double.POSITIVE_INFINITY;
            }
            // an infinity stands for the power of two after the largest number, as rounding has it
            Big unit = Big.of(ulp(dtype, largest));
            double missing =
                    Big.of(largest).add(unit).sub(truth.abs()).div(unit).toDouble();
            return missing <= 0.5 ? 0 : missing < OVERFLOWS_EARLY ? missing : Double.POSITIVE_INFINITY;
        }
        double unit = ulp(dtype, Math.max(floor, Math.min(Math.abs(near), largest)));
        return Math.abs(Big.of(y).sub(truth).div(Big.of(unit)).toDouble());
    }

    private static double ulp(DType dtype, double x) {
        return dtype == DType.F32
                ? Math.scalb(1.0, Math.max(Math.getExponent(x), Float.MIN_EXPONENT) - 23)
                : Math.ulp(x);
    }
}
