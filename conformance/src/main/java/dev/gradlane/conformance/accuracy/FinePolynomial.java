package dev.gradlane.conformance.accuracy;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The polynomial of [Interpolation] with coefficients of two words, for judging f64: about 100 bits near the truth.
/// Values are scaled by a power of two, so that they are near 1 whatever their size.
final class FinePolynomial {
    /// A polynomial that misses by more than this part of the greatest value is too coarse.
    private static final double TOLERANCE = 0x1p-78;

    private static final double[] BETWEEN = {-0.9995, -0.98, -0.7071, -0.19, 0.195, 0.7072, 0.981, 0.9994};

    private final double[] high;
    private final double[] low;

    /// Terms from here on are small enough for one word.
    private final int words;

    private final int scale;
    private final double bound;

    /// The value at the last point, in two words.
    private double valueHigh;

    private double valueLow;

    private FinePolynomial(double[] high, double[] low, int words, int scale, double bound) {
        this.high = high;
        this.low = low;
        this.words = words;
        this.scale = scale;
        this.bound = bound;
    }

    /// On x = middle + t·half, −1 ≤ t ≤ 1; empty where one polynomial is not enough.
    static Optional<FinePolynomial> of(UnaryOperator<Big> truth, double middle, double half) {
        Big centre = Big.of(middle);
        Big radius = Big.of(half);
        try {
            Big[] values = new Big[Interpolation.NODES];
            int magnitude = Integer.MIN_VALUE;
            for (int i = 0; i < values.length; i++) {
                values[i] = truth.apply(centre.add(radius.mul(Interpolation.node(i))));
                magnitude = Math.max(magnitude, values[i].magnitude());
            }
            boolean zero = Arrays.stream(values).allMatch(v -> v.signum() == 0);
            int scale = zero || magnitude < -1_000_000 || magnitude > 1_000_000 ? 0 : -magnitude;
            FinePolynomial polynomial = through(values, scale);
            double measured = 0;
            for (double t : BETWEEN) {
                Big f = truth.apply(centre.add(radius.mul(t))).scale(scale);
                polynomial.evaluate(t);
                Big p = Big.of(polynomial.valueHigh).add(Big.of(polynomial.valueLow));
                measured = Math.max(measured, Math.abs(p.sub(f).toDouble()));
            }
            double bound = zero && measured == 0 ? 0 : 4 * measured + 0x1p-98;
            return bound < TOLERANCE
                    ? Optional.of(new FinePolynomial(polynomial.high, polynomial.low, polynomial.words, scale, bound))
                    : Optional.empty();
        } catch (ArithmeticException pole) {
            return Optional.empty();
        }
    }

    private static FinePolynomial through(Big[] values, int scale) {
        double[] high = new double[values.length];
        double[] low = new double[values.length];
        for (int k = 0; k < high.length; k++) {
            Big c = Interpolation.coefficient(k, values).scale(scale);
            high[k] = c.toDouble();
            low[k] = c.sub(Big.of(high[k])).toDouble();
        }
        int words = high.length - 1;
        double rest = Math.abs(high[words]);
        while (words > 1 && rest + Math.abs(high[words - 1]) < 0x1p-46) {
            rest += Math.abs(high[--words]);
        }
        return new FinePolynomial(high, low, words, scale, 0);
    }

    /// Evaluates at t; the result, in two words, is what [#high()] and [#low()] return.
    void evaluate(double t) {
        int k = high.length - 1;
        double h = high[k];
        while (--k >= words) {
            h = Math.fma(h, t, high[k]);
        }
        double l = 0;
        for (; k >= 0; k--) {
            double product = h * t;
            double rounding = Math.fma(l, t, Math.fma(h, t, -product));
            double sum = high[k] + product;
            double part = sum - high[k];
            l = high[k] - (sum - part) + (product - part) + (rounding + low[k]);
            h = sum;
        }
        valueHigh = h + l;
        valueLow = l - (valueHigh - h);
    }

    double high() {
        return valueHigh;
    }

    double low() {
        return valueLow;
    }

    /// Values are 2^this times the truth.
    int scale() {
        return scale;
    }

    /// How far scaled values may be from the truth.
    double bound() {
        return bound;
    }
}
