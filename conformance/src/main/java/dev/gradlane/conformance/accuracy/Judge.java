package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.Arrays;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;

/// The error of one result in units in the last place: the spacing of the format at the true value, the
/// least subnormal below the normal range. A wrong special value or sign of zero is an infinite error.
final class Judge {
    /// Samples between two at which the oracle is asked though the quick value would do.
    private static final int STRIDE = 64;

    private final Reference reference;
    private final DType dtype;
    private final double promise;

    Judge(Reference reference, DType dtype) {
        this.reference = reference;
        this.dtype = dtype;
        this.promise = reference.function().promise(dtype).orElseThrow();
    }

    /// @param x the arguments, values of the type under test
    /// @param got the result
    /// @param index of the sample
    double error(double[] x, double got, int index) {
        double quick = reference.quick().at(x);
        double rounded = dtype == DType.F32 ? (float) quick : quick;
        if (Double.isNaN(quick) || Double.isNaN(got)) {
            return Double.isNaN(quick) && Double.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (isSpecial(x, rounded)) {
            boolean same = Double.doubleToRawLongBits(got) == Double.doubleToRawLongBits(rounded);
            return same ? 0 : isBeside(got, rounded) ? 1 : Double.POSITIVE_INFINITY;
        }
        if (Math.copySign(1, got) != Math.copySign(1, quick)) {
            return Double.POSITIVE_INFINITY;
        }
        if (dtype == DType.F32) {
            double error = Math.abs(finite(got) - quick) / ulp(quick);
            // in ulps of f32 the quick value is known to quickError · 2²⁴
            boolean decided = error + reference.quickError() * 0x1p24 < 0.99 * promise;
            if (decided && index % STRIDE != 0) {
                return error;
            }
        }
        return exactError(reference.exact().at(x), finite(got));
    }

    /// No number to compare with: 0 and infinity as results, infinities and NaN as arguments.
    private static boolean isSpecial(double[] x, double rounded) {
        return rounded == 0 || !Double.isFinite(rounded) || !Arrays.stream(x).allMatch(Double::isFinite);
    }

    /// Where the quick value has just under- or overflowed, the neighbour is as good.
    private boolean isBeside(double got, double rounded) {
        double least = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        double greatest = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        boolean sameSign = Math.copySign(1, got) == Math.copySign(1, rounded);
        return sameSign
                && (rounded == 0 && Math.abs(got) == least || Double.isInfinite(rounded) && Math.abs(got) == greatest);
    }

    /// Infinity as the power of two that rounding sees.
    private double finite(double value) {
        return dtype == DType.F32 && Double.isInfinite(value) ? Math.copySign(0x1p128, value) : value;
    }

    private double exactError(Apfloat truth, double got) {
        if (Double.isInfinite(got)) {
            return Double.POSITIVE_INFINITY;
        }
        double size = Math.abs(truth.doubleValue());
        // a rounding up to a power of two would double the unit
        if (Digits.of(size).compareTo(ApfloatMath.abs(truth)) > 0) {
            size = Math.nextDown(size);
        }
        Apfloat difference = Digits.of(got).subtract(truth);
        return Math.abs(difference.divide(Digits.of(ulp(size))).doubleValue());
    }

    private double ulp(double value) {
        if (dtype == DType.F64) {
            return Math.ulp(value);
        }
        int exponent = Math.clamp(Math.getExponent(value), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
        return Math.scalb(1.0, exponent - 23);
    }
}
